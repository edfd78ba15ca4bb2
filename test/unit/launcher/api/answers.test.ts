import { Writable } from "node:stream";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { runServer } from "../../../../launcher/api/runServer.ts";
import { fleet } from "../fleet.ts";
import { config } from "../silentServer.ts";

/** A launcher whose service answers with more, or with something else, than the schemas describe. */
function server(change: (service: ReturnType<typeof fleet>["service"]) => object) {
  const parts = fleet();
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const service = Object.assign(parts.service, change(parts.service));
  const leaky = { ...config, password: "hunter2" };
  const options = { service, metrics: new Metrics(), logger: pino(sink), config: () => leaky };
  opened = runServer(options);
  return { server: opened, lines };
}

let opened: ReturnType<typeof runServer>;
afterEach(() => opened.close());

test("what a schema does not describe does not leave the launcher", async () => {
  const { server: leaking } = server(() => ({
    start: () =>
      Promise.resolve({ containerId: "c", hostName: "b", alreadyRunning: false, env: ["hunter2"] }),
  }));
  const health = await leaking.inject("/v1/health");
  expect(health.json<{ config: object }>().config).toEqual(config);
  const payload = { host_name: "b", container_id: "a".repeat(12) };
  const started = await leaking.inject({ method: "POST", url: "/v1/runs/r/start", payload });
  expect(started.json()).toEqual({ container_id: "c", host_name: "b", already_running: false });
});

test("an answer that contradicts its schema is an internal error, whose log names the field and not its value", async () => {
  const { server: broken, lines } = server(() => ({
    health: () =>
      Promise.resolve({ status: "hunter2", logTail: [], message: "", exitCode: null, oomKilled: false }),
  }));
  const answer = await broken.inject("/v1/runs/r/health");
  expect([answer.statusCode, answer.json()]).toMatchObject([500, { error: { code: "INTERNAL" } }]);
  expect(lines.join("")).toContain("status: invalid_value");
  expect(answer.body + lines.join("")).not.toContain("hunter2");
});

test("a line of create is made from its schema, too", async () => {
  const created = {
    containerId: "c",
    containerName: "n",
    hostName: "b",
    image: "i",
    existed: false,
    warm: false,
  };
  const { server: leaking } = server(() => ({
    create: (_request: unknown, emit: (event: object) => void) => {
      emit({ level: "info", message: "m", env: "hunter2" });
      return Promise.resolve(created);
    },
  }));
  const payload = { job_name: "j", location_name: "etl", image: "app:1", command: ["dagster"] };
  const answer = await leaking.inject({ method: "POST", url: "/v1/runs/r/create", payload });
  expect(answer.headers["content-type"]).toContain("application/x-ndjson");
  expect(answer.body.split("\n")[0]).toBe('{"event":{"level":"info","message":"m"}}');
  expect(answer.body).toContain('{"result":{"container_id":"c"');
});
