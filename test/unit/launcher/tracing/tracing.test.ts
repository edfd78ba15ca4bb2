import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { enableTracing, isWanted } from "../../../../launcher/tracing/enable.ts";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";
import { otlpReceiver } from "./receiver.ts";

const [traceId, parentId] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
const headers = { traceparent: `00-${traceId}-${parentId}-01` };
const warn = (reason: string): void => {
  throw new Error(reason);
};
let receiver: Awaited<ReturnType<typeof otlpReceiver>>;
let stop: () => Promise<void> = () => Promise.resolve();

beforeEach(async () => {
  receiver = await otlpReceiver();
});
afterEach(async () => {
  await stop();
  stop = () => Promise.resolve();
  await receiver.close();
});

function launcher(top: object = {}) {
  const registry = { url: "registry.example.com", username: "me", password: "s3cret-registry" };
  const parts = fleet({ default_env_vars: ["PGPASSWORD=s3cret-database"], ...top }, { registry });
  const server = silentServer(parts.service);
  const post = async (url: string, payload: object) =>
    (await server.inject({ method: "POST", url, payload, headers })).body;
  const create = async (run: string): Promise<Record<string, unknown>> => {
    const body = await post(`/v1/runs/${run}/create`, {
      ...{ job_name: "daily", location_name: "etl", image: "app:1", attempt: 0 },
      ...{ command: ["dagster", "s3cret-run"], env: { TOKEN: "s3cret-run" } },
    });
    const last = JSON.parse(body.trim().split("\n").at(-1) ?? "") as { result?: Record<string, unknown> };
    return last.result ?? {};
  };
  return { ...parts, create, post };
}

const traced = async (): Promise<void> => {
  stop = await enableTracing({}, receiver.endpoint, warn);
};

test("a launch is one trace: the caller's span, the steps, and in them what the engine does", async () => {
  await traced();
  const { create, post } = launcher();
  const { container_id, host_name } = await create("run-1");
  await post("/v1/runs/run-1/start", { attempt: 0, host_name, container_id });
  await post("/v1/runs/run-1/terminate", {});
  await stop();
  const { named, spans } = receiver;
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const of = { "dagster.run.id": "run-1", "multihost.host": "b", "container.id": container_id };
  const created = named("multihost.create");
  // 2 is a server's span.
  expect(created).toMatchObject({ parentSpanId: parentId, kind: 2 });
  expect(created.attributes).toEqual({
    ...{ ...of, "dagster.job.name": "daily", "dagster.code_location": "etl", "multihost.attempt": 0 },
    ...{ "container.image.name": "app:1", "container.image.id": "sha256:app:1" },
    ...{ "multihost.warm": false, "multihost.existed": false },
  });
  expect(named("multihost.placement")).toMatchObject({ parentSpanId: created.spanId, kind: 1 });
  expect(named("multihost.engine.create")).toMatchObject({ parentSpanId: created.spanId });
  expect(named("multihost.start").attributes).toEqual({ ...of, "multihost.attempt": 0 });
  expect(named("multihost.engine.start").parentSpanId).toBe(named("multihost.start").spanId);
  expect(named("multihost.terminate").attributes).toEqual({ ...of, "multihost.outcome": "stopped" });
  expect(receiver.resources[0]).toMatchObject({ "service.name": "dagster-multihost-launcher" });
});

test("a failed launch ends its spans as failed, with the code, and nothing secret is in any", async () => {
  await traced();
  const { create, host } = launcher();
  host("b").failures["create"] = new EngineError(400, "bad PGPASSWORD=s3cret-database");
  await create("run-2");
  await create("run-3");
  await stop();
  const failed = receiver.spans.filter(({ name }) => name === "multihost.create");
  // 2 is an error.
  expect(failed.map(({ status, attributes }) => [status.code, attributes["error.type"]])).toEqual([
    [2, "CONTAINER_CREATE_FAILED"],
    [2, "CONTAINER_CREATE_FAILED"],
  ]);
  expect(receiver.requests.map(({ text }) => text).join("")).not.toContain("s3cret");
});

test("a pull has a span", async () => {
  await traced();
  const { create, host } = launcher();
  host("b").images.clear();
  await create("run-4");
  await stop();
  expect(receiver.named("multihost.pull").attributes).toEqual({
    ...{ "multihost.host": "b", "container.image.name": "app:1" },
  });
  expect(receiver.named("multihost.create").attributes["container.image.id"]).toBe("sha256:app:1");
});

test("a run container has the launch's span in its environment only where that is asked for", async () => {
  await traced();
  const environmentOf = async (top: object) => {
    const { create, host } = launcher(top);
    const { container_id } = await create("run-5");
    return host("b")
      .containers.get(String(container_id))
      ?.environment.filter((entry) => entry.startsWith("TRACEPARENT"));
  };
  expect(await environmentOf({})).toEqual([]);
  const [entry] = (await environmentOf({ traceparent_in_runs: true })) ?? [];
  expect(entry).toMatch(new RegExp(`^TRACEPARENT=00-${traceId}-[0-9a-f]{16}-01$`));
});

test("without a receiver nothing is sent, nothing more is asked of the engine, and no run gets a variable", async () => {
  stop = await enableTracing({}, undefined, warn);
  const { create, host } = launcher({ traceparent_in_runs: true });
  const { container_id } = await create("run-6");
  expect(host("b").calls).not.toContain("imageId");
  expect(host("b").containers.get(String(container_id))?.environment.join(" ")).not.toContain("TRACEPARENT");
  expect(receiver.requests).toEqual([]);
});

test("the standard variables decide, and come before the configuration", () => {
  const named = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
  expect(isWanted({})).toBe(false);
  expect(isWanted({ OTEL_EXPORTER_OTLP_ENDPOINT: "" })).toBe(false);
  expect(isWanted(named)).toBe(true);
  expect(isWanted({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:4318/v1/traces" })).toBe(true);
  expect(isWanted({}, "http://127.0.0.1:4318")).toBe(true);
  expect(isWanted({ ...named, OTEL_SDK_DISABLED: "true" }, "http://127.0.0.1:4318")).toBe(false);
  expect(isWanted({ ...named, OTEL_TRACES_EXPORTER: "none" })).toBe(false);
});
