import { createServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leaveUntouched, untouched } from "../../../components/ssh/gone.ts";
import { hostScript } from "../../../components/ssh/script.ts";
import { startSshd, type Sshd } from "../engine/sshd.ts";
import { openStack } from "./stack.ts";

// host-b has a volume, a second one that is to move to host-c, and a script; then it goes silent for good.
const script = join(import.meta.dirname, "nothing.sh");
const step = { marked: false, dropped: false };
let sshd: Sshd;
let engines: Record<"host-b" | "host-c", { port: number; server: Server; calls: string[] }>;
let stack: Stack;

/** As much of the Engine API as a volume needs. */
async function startEngine(): Promise<{ port: number; server: Server; calls: string[] }> {
  const calls: string[] = [];
  const volumes = new Map<string, object>();
  const answer: RequestListener = (request, response) => {
    const path = (request.url ?? "").replace(/^\/v[\d.]+/, "");
    calls.push(`${request.method ?? ""} ${path}`);
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      response
        .setHeader("Connection", "close")
        .setHeader("Content-Type", "application/json")
        .setHeader("Api-Version", "1.41");
      if (path === "/_ping") return response.end("OK");
      if (path === "/volumes/create") {
        const { Name } = JSON.parse(body) as { Name: string };
        volumes.set(Name, {
          Name,
          Driver: "local",
          Mountpoint: `/volumes/${Name}`,
          Labels: {},
          Options: {},
          Scope: "local",
        });
        return response.writeHead(201).end(JSON.stringify(volumes.get(Name)));
      }
      const found = volumes.get(path.split("/").at(-1) ?? "");
      return response
        .writeHead(found ? 200 : 404)
        .end(JSON.stringify(found ?? { message: "no such volume" }));
    });
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as { port: number }).port, server, calls };
}

/** The same address, but what listens there accepts and never answers. */
async function silence(engine: { port: number; server: Server; calls: string[] }): Promise<void> {
  await new Promise((resolve) => engine.server.close(resolve));
  engine.calls.length = 0;
  engine.server = createTcpServer((socket) => {
    engine.calls.push("connection");
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => engine.server.listen(engine.port, "127.0.0.1", resolve));
}

beforeAll(async () => {
  sshd = await startSshd();
  engines = { "host-b": await startEngine(), "host-c": await startEngine() };
  stack = await openStack("gone", () => {
    const provider = (name: "host-b" | "host-c", opts: pulumi.CustomResourceOptions = {}): docker.Provider =>
      new docker.Provider(name, { host: `tcp://127.0.0.1:${engines[name].port}` }, opts);
    const hostC = provider("host-c");
    // As a DockerHost does it.
    const home = step.dropped ? hostC : provider("host-b", step.marked ? untouched : {});
    if (step.marked) leaveUntouched(home);
    // It is replaced when it moves, as the container of a location is.
    new docker.Volume(
      "pool",
      { name: step.dropped ? "pool-c" : "pool" },
      { provider: home, deleteBeforeReplace: true },
    );
    if (!step.dropped) {
      new docker.Volume("only", { name: "only" }, { provider: home });
      const { host: address, ...rest } = sshd.connection;
      const ssh = { ...rest, name: "host-b", address, privateKeyFile: "unused", gone: step.marked };
      // Whatever else has changed in the fleet meanwhile: a marked resource stays as it is.
      const note = step.marked ? "changed" : "as it was";
      hostScript("script", { ssh, create: script, delete: script, variables: {}, note }, {});
    }
    return Promise.resolve({});
  });
});

afterAll(() => {
  for (const { server } of Object.values(engines)) server.close();
});

test("a gone host's resources leave the state in two ups that never contact it; a pool's go to another host", async () => {
  expect((await stack.up()).summary.resourceChanges).toEqual({ create: 6 });
  sshd.stop();
  await silence(engines["host-b"]);

  step.marked = true;
  expect((await stack.up()).summary.resourceChanges).toEqual({ same: 6 });

  step.marked = false;
  step.dropped = true;
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/delete\[retain\]/);
  const { summary } = await stack.up();
  expect(summary.result).toBe("succeeded");
  const left = (await stack.exportStack()).deployment as {
    resources: { urn: string; inputs?: { host?: string } }[];
  };
  const names = left.resources.map(({ urn }) => urn.split("::").at(-1));
  expect(names).toContain("pool");
  for (const name of ["only", "script", "host-b"]) expect(names).not.toContain(name);
  expect(engines["host-c"].calls).toContain("POST /volumes/create");
  expect(engines["host-b"].calls).toEqual([]);
  expect(Object.keys((await stack.up()).summary.resourceChanges ?? {})).toEqual(["same"]);
});
