import { expect, test } from "vitest";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { History } from "../../../../launcher/history/history.ts";
import { runServer } from "../../../../launcher/api/runServer.ts";
import { warmListener, watchListener } from "../../../../launcher/cli/listeners.ts";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet, fleetConfig } from "../fleet.ts";
import { config as inForce } from "../silentServer.ts";
import { recordedLog } from "./logLines.ts";

const secrets = ["s3cret-registry", "s3cret-database", "s3cret-launcher", "s3cret-run", "s3cret-url"];

const configured = {
  default_env_vars: ["DATABASE_PASSWORD=s3cret-database", "API_TOKEN"],
  log_level: { runs: "trace" },
};
const registry = { url: "registry.example.com", username: "me", password: "s3cret-registry" };

function launcher() {
  const recorded = recordedLog({ API_TOKEN: "s3cret-launcher" });
  const { loggers } = recorded.log;
  recorded.log.configured(fleetConfig(configured, { registry }));
  const metrics = new Metrics();
  const listener = watchListener({ metrics, history: new History() }, loggers, "dagster");
  const parts = fleet(configured, { registry }, listener);
  const server = runServer({
    ...{ service: parts.service, metrics, config: () => inForce },
    ...{ logger: loggers.api, runsLogger: loggers.runs },
  });
  const post = async (url: string, payload: object) => {
    const { body } = await server.inject({ method: "POST", url, payload });
    return JSON.parse(body.trim().split("\n").at(-1) ?? "") as { result: Record<string, unknown> };
  };
  const create = (run: string) =>
    post(`/v1/runs/${run}/create`, {
      ...{ job_name: "daily", location_name: "etl", image: "app:1", attempt: 0 },
      ...{ command: ["dagster", "s3cret-run"], env: { TOKEN: "s3cret-run" } },
    });
  return { ...recorded, ...parts, loggers, metrics, post, create };
}

const withoutSecrets = (text: string[]): void => {
  expect(text.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(text.join("")).not.toContain(secret);
};

test("a launch, a start and a stop say whose run it is, where, and how long it took", async () => {
  const { create, post, line, lines, text } = launcher();
  const { container_id, host_name } = (await create("run-1")).result;
  await post("/v1/runs/run-1/start", { attempt: 0, host_name, container_id });
  await post("/v1/runs/run-1/terminate", {});
  const of = { module: "runs", run_id: "run-1", host_name: "b", container_id };
  const duration_ms = expect.any(Number) as number;
  expect(line("Container created")).toEqual({
    ...{ ...of, level: "info", step: "create", attempt: 0, job_name: "daily", location_name: "etl" },
    ...{ image: "app:1", warm: false, existed: false, duration_ms, msg: "Container created" },
    ...{ pid: process.pid, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string },
  });
  expect(line("Run started")).toMatchObject({ ...of, step: "start", attempt: 0, duration_ms });
  expect(line("Run terminated")).toMatchObject({ ...of, step: "terminate", outcome: "stopped", duration_ms });
  const events = lines().filter(({ level }) => level === "debug");
  expect(events).toMatchObject([{ module: "runs", run_id: "run-1", step: "create" }]);
  withoutSecrets(text);
});

test("a failed launch and a failed start say why, with the code", async () => {
  const { create, post, line, host, text } = launcher();
  host("b").down = true;
  await create("run-2");
  expect(line("Create failed")).toMatchObject({
    ...{
      level: "warn",
      module: "runs",
      step: "create",
      run_id: "run-2",
      attempt: 0,
      code: "HOST_UNREACHABLE",
    },
    err: { code: "HOST_UNREACHABLE" },
  });
  await post("/v1/runs/run-2/start", { attempt: 0, host_name: "z", container_id: "c".repeat(64) });
  expect(line("Request failed")).toMatchObject({
    ...{ level: "warn", module: "runs", step: "start", run_id: "run-2", code: "HOST_UNKNOWN" },
  });
  withoutSecrets(text);
});

test("a lost host, the end of a container and a missing worker are told of with host and run", async () => {
  const { service, host, line, loggers, create, lines, text } = launcher();
  service.watch();
  await expect.poll(() => lines().filter(({ phase }) => phase === "live")).toHaveLength(4);
  const { container_id: containerId, host_name: hostName } = (await create("run-3")).result as Record<
    string,
    string
  >;
  await service.start({
    runId: "run-3",
    attempt: 0,
    containerId: containerId ?? "",
    hostName: hostName ?? "",
  });
  host("b").end(containerId ?? "", 1);
  await expect.poll(() => lines().filter(({ step }) => step === "end")).toHaveLength(1);
  expect(line("Run container ended")).toMatchObject({
    ...{ level: "warn", module: "watch", step: "end", run_id: "run-3", attempt: 0, host_name: "b" },
    ...{ outcome: "error", container_id: containerId },
  });
  host("c").down = true;
  await expect.poll(() => lines().filter(({ phase }) => phase === "lost")).toHaveLength(1);
  expect(line("Host is lost")).toMatchObject({
    ...{ level: "warn", module: "watch", step: "follow", host_name: "c", code: "HOST_UNREACHABLE" },
    reason: expect.stringContaining("c") as string,
  });
  warmListener(loggers).failed?.("d", "no space: https://me:s3cret-url@example.com");
  expect(line("A warm worker cannot be had")).toMatchObject({
    ...{ module: "warm", step: "warm", host_name: "d", reason: "no space: https://[redacted]@example.com" },
  });
  service.close();
  withoutSecrets(text);
});

test("what an engine repeats of a secret is not in the log either", async () => {
  const { create, host, text, line } = launcher();
  const said = "bad variable DATABASE_PASSWORD=s3cret-database, token s3cret-launcher, s3cret-registry";
  host("b").failures["create"] = new EngineError(400, said);
  await create("run-4");
  const [redacted] = [JSON.stringify(line("Create failed"))];
  expect(redacted).toContain("DATABASE_PASSWORD=[redacted], token [redacted], [redacted]");
  withoutSecrets(text);
});
