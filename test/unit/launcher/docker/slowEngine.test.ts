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
  docker = new DockerodeHost(config, 2);
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

test("the time of a request begins when a connection is free", async () => {
  slownessMs = 400;
  // Seven times as many as there are connections: the last ones are sent after more than the 2 seconds that each may take.
  const all = await Promise.all(Array.from({ length: 28 }, () => docker.networks()));
  expect(all).toHaveLength(28);
});

test("requests that wait for a silent host end with those that went before", async () => {
  slownessMs = 60_000;
  const begun = performance.now();
  const all = await Promise.allSettled(Array.from({ length: 12 }, () => docker.networks()));
  expect(all.map(({ status }) => status)).toEqual(all.map(() => "rejected"));
  expect(performance.now() - begun).toBeLessThan(3_500);
});

test("a host that answered before the ping and then nobody is silent", async () => {
  slownessMs = 0;
  await docker.networks();
  slownessMs = 1_000;
  const other = docker.networks().catch(() => undefined);
  await expect(docker.ping(100)).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
  await other;
});
