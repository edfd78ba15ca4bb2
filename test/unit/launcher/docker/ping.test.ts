import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../../launcher/docker/dockerodeHost.ts";

let folder: string;
let engine: Server;
let docker: DockerodeHost;
/** How long the engine takes for the list of networks; it answers nothing else. */
let slownessMs: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ping-"));
  const socket = join(folder, "engine.sock");
  engine = createServer((request, response) => {
    if (!request.url?.includes("/networks")) return;
    setTimeout(() => response.setHeader("content-type", "application/json").end("[]"), slownessMs);
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  const one = { host_name: "busy", docker_url: `unix://${socket}`, location_names: ["etl"] };
  const [config] = parseLauncherConfig({ docker_hosts: [one] }).docker_hosts;
  if (config === undefined) throw new Error("no host");
  docker = new DockerodeHost(config, 10);
});

afterEach(() => {
  docker.close();
  engine.closeAllConnections();
  engine.close();
  rmSync(folder, { recursive: true });
});

test("a host that answers others while a ping waits for its turn is not silent", async () => {
  slownessMs = 40;
  const others = Promise.all(Array.from({ length: 40 }, () => docker.networks()));
  await docker.ping(200);
  await others;
});

test("a host that answered before the ping and then nobody is silent", async () => {
  slownessMs = 0;
  await docker.networks();
  slownessMs = 1_000;
  const other = docker.networks().catch(() => undefined);
  await expect(docker.ping(100)).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
  await other;
});
