import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { checkout } from "../../../../scripts/cache.ts";
import { ensureVenv } from "../../../../scripts/venv.ts";
import { otlpReceiver } from "../../../unit/launcher/tracing/receiver.ts";
import { realEngine } from "../engine.ts";
import { LauncherProcess } from "../faults/launcherProcess.ts";
import { tinyImage } from "../tinyImage.ts";

type Span = { name: string; traceId: string; spanId: string; parentSpanId: string };

const prefix = `trace-${randomUUID().slice(0, 8)}`;
const home = mkdtempSync(join(tmpdir(), `${prefix}-`));
const launcher = new LauncherProcess(home);
let receiver: Awaited<ReturnType<typeof otlpReceiver>>;
let dockerUrl: string;
let python: string;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  const requirements = "launcher/adapter/requirements-dev.txt";
  python = join(await ensureVenv(() => undefined, requirements, "Dagster and the test tools"), "bin/python");
  receiver = await otlpReceiver();
  // The image has no Dagster: a shell takes the worker's command for its arguments.
  const container_kwargs = { entrypoint: ["/bin/sh", "-c", "sleep 60", "sh"] };
  const host = { host_name: "here", docker_url: dockerUrl, location_names: ["etl"], network: "none" };
  const config = {
    ...{ container_label_prefix: prefix, pull_policy: "never", stop_grace_seconds: 1 },
    ...{ otlp_endpoint: receiver.endpoint, traceparent_in_runs: true },
    docker_hosts: [{ ...host, container_kwargs }],
  };
  const run_launcher = {
    module: "dagster_multihost_launcher",
    class: "MultiHostDockerRunLauncher",
    config,
  };
  writeFileSync(join(home, "dagster.yaml"), stringify({ run_launcher, telemetry: { enabled: false } }));
  vi.stubEnv("OTEL_BSP_SCHEDULE_DELAY", "200");
  await launcher.start();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await launcher.kill();
  const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
  if (left !== "") await docker("rm", "--force", ...left.split("\n"));
  await receiver.close();
  rmSync(home, { recursive: true });
});

const docker = async (...args: string[]): Promise<string> =>
  (await execa("docker", args, { env: { DOCKER_HOST: dockerUrl } })).stdout;

async function launch(): Promise<{ run_id: string; spans: Span[] }> {
  const env = {
    PYTHONPATH: join(checkout, "launcher/adapter/src"),
    DAGSTER_HOME: home,
    DAGSTER_MULTIHOST_LAUNCHER_SOCKET: join(home, "launcher.sock"),
  };
  await execa(python, [join(import.meta.dirname, "launch.py"), home, tinyImage], { env });
  return JSON.parse(readFileSync(join(home, "launched.json"), "utf8")) as { run_id: string; spans: Span[] };
}

test("a launch that succeeds is one trace, from who calls the adapter to the started container", async () => {
  const { run_id, spans } = await launch();
  await expect.poll(() => receiver.spans.map(({ name }) => name)).toContain("multihost.start");
  const ours = (name: string): Span => {
    const found = spans.find((span) => span.name === name);
    if (found === undefined) throw new Error(`no span '${name}' in ${JSON.stringify(spans)}`);
    return found;
  };
  const { named } = receiver;
  const root = ours("whoever launches");
  const adapter = ours("multihost.launch_run");
  expect(new Set([...spans, ...receiver.spans].map(({ traceId }) => traceId))).toEqual(
    new Set([root.traceId]),
  );
  const parents = [
    [adapter, root],
    [named("multihost.create"), adapter],
    [named("multihost.placement"), named("multihost.create")],
    [named("multihost.engine.create"), named("multihost.create")],
    [named("multihost.start"), adapter],
    [named("multihost.engine.start"), named("multihost.start")],
  ] as const;
  expect(parents.map(([span]) => span.parentSpanId)).toEqual(parents.map(([, parent]) => parent.spanId));
  // 2 is an error.
  expect(receiver.spans.filter(({ status }) => status.code === 2)).toEqual([]);

  const { attributes } = named("multihost.start");
  expect(attributes).toMatchObject({ "dagster.run.id": run_id, "multihost.host": "here" });
  const container = String(attributes["container.id"]);
  const format = "{{.State.Status}} {{.Image}} {{range .Config.Env}}{{println .}}{{end}}";
  const [state, image, ...environment] = (await docker("inspect", "--format", format, container)).split(
    /\s+/,
  );
  expect([state, image]).toEqual(["running", named("multihost.create").attributes["container.image.id"]]);
  const inside = environment.find((entry) => entry.startsWith("TRACEPARENT="));
  expect(inside).toBe(`TRACEPARENT=00-${root.traceId}-${named("multihost.create").spanId}-01`);
});
