import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

let parts: ReturnType<typeof fleet>;
let server: ReturnType<typeof silentServer>;

beforeEach(async () => {
  parts = fleet();
  server = silentServer(parts.service);
  parts.host("b").logs = ["one", "two", "three"];
  const { containerId } = await parts.create();
  await parts.host("b").start(containerId);
});
afterEach(() => server.close());

test("answers the log as text, all of it or its end", async () => {
  const all = await server.inject("/v1/runs/run-1/logs");
  expect([all.statusCode, all.body]).toEqual([200, "one\ntwo\nthree\n"]);
  expect(all.headers["content-type"]).toContain("text/plain");
  expect((await server.inject("/v1/runs/run-1/logs?tail=1")).body).toBe("three\n");
});

test("follows until the reader leaves, for a few readers at a time", async () => {
  const target = { runId: "run-1" };
  const read = () => parts.service.logs(target, { follow: true });
  const streams = await Promise.all([read(), read(), read(), read()]);
  const refused = await server.inject("/v1/runs/run-1/logs?follow=true");
  expect(refused.json()).toMatchObject({ error: { code: "LOG_READERS_TOO_MANY", retryable: true } });
  for (const stream of streams) stream.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  (await read()).destroy();
});

test("of a container that has not been started, the log is followed from its start", async () => {
  const { containerId } = await parts.create({ runId: "run-2" });
  const reading = parts.service.logs({ runId: "run-2" }, { follow: true });
  await expect
    .poll(() => parts.host("b").calls.filter((call) => call.startsWith("findContainers")).length)
    .toBeGreaterThan(1);
  expect(parts.host("b").calls.some((call) => call.startsWith("logStream"))).toBe(false);
  await parts.host("b").start(containerId);
  (await reading).destroy();
  expect(parts.host("b").calls.some((call) => call.startsWith("logStream"))).toBe(true);
});

test("a reader who leaves makes room for another one", async () => {
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const follow = () =>
    new Promise<{ status: number; leave: () => void }>((resolve, reject) => {
      const options = { port, path: "/v1/runs/run-1/logs?follow=true", agent: false };
      const sent = get(options, (response) => {
        response.on("error", () => undefined).resume();
        resolve({ status: response.statusCode ?? 0, leave: () => sent.destroy() });
      }).on("error", reject);
    });
  const readers = await Promise.all([follow(), follow(), follow(), follow()]);
  expect(readers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await follow()).status).toBe(503);
  readers[0].leave();
  await expect.poll(async () => (await follow()).status).toBe(200);
  expect((await follow()).status).toBe(503);
});

test("a log that is followed does not keep the server from closing", async () => {
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  const followed = await fetch(`${address}/v1/runs/run-1/logs?follow=true`);
  const reader = followed.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain("one");
  await server.close();
  await expect(reader?.read()).rejects.toThrow();
});

test.each([
  ["/v1/runs/run-9/logs", 404, "CONTAINER_NOT_FOUND"],
  ["/v1/runs/run-1/logs?tail=-1", 400, "REQUEST_INVALID"],
  ["/v1/runs/run-1/logs?follow=maybe", 400, "REQUEST_INVALID"],
])("refuses %s", async (url, status, code) => {
  const answer = await server.inject(url);
  expect([answer.statusCode, answer.json()]).toMatchObject([status, { error: { code } }]);
});

test("says why a log cannot be read, and counts no reader for it", async () => {
  parts.host("b").failures = { logStream: new EngineError(501, "this log driver does not support reading") };
  for (let time = 0; time < 6; time++) {
    const { error } = (await server.inject("/v1/runs/run-1/logs")).json<{ error: object }>();
    expect(error).toMatchObject({
      code: "LOG_UNREADABLE",
      message: expect.stringContaining("json-file") as string,
    });
  }
});
