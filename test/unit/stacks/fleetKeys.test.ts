import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { deploy } from "../../../stacks/deploy.ts";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import {
  containerInputs,
  filesOf,
  observer,
  plain,
  recordResources,
  stdinOf,
  type Declared,
} from "./mocks.ts";
import { sampleFleet } from "./sampleFleet.ts";

const context = mkdtempSync(join(tmpdir(), "multihost-context-"));
writeFileSync(join(context, "Dockerfile"), "FROM scratch\n");
let declared: Declared[];
let dagsterYaml: {
  run_launcher: { config: { docker_hosts: Record<string, unknown>[] } };
  run_coordinator: { config: unknown };
  run_monitoring: unknown;
  run_retries: unknown;
};

beforeAll(async () => {
  declared = await recordResources();
  const fleet = sampleFleet();
  Object.assign(fleet.hosts[1] ?? {}, {
    weight: 3,
    capacity: 8,
    labels: { zone: "b" },
    warmWorkers: 2,
    warmWorkersMost: 4,
    networks: ["warehouse"],
    createNetworks: ["cache"],
    volumes: ["datasets:/data:ro"],
    gpus: "all",
  });
  Object.assign(fleet.locations[0] ?? {}, {
    containerContext: { envVars: ["TOKEN"], networks: ["cache"], containerKwargs: { mem_limit: "1g" } },
    gpus: 1,
    service: { memory: "512m", cpus: 0.5, restart: "always", logMaxSize: "1m", logMaxFiles: 2 },
  });
  delete fleet.locations[1]?.image;
  Object.assign(fleet.locations[1] ?? {}, {
    build: { context, args: { PYTHON: "3.12" }, baseImages: ["registry.example.org/python:3.12"] },
  });
  fleet.locations.push({
    name: "Ops",
    hosts: ["host-a"],
    launcher: "default",
    image: "ops:1",
    module: "ops",
    port: 4005,
  });
  Object.assign(fleet.controlPlane, {
    maxConcurrentRuns: 3,
    statusLogs: false,
    launcher: {
      defaultWarmWorkers: 1,
      pullPolicy: "always",
      stopGraceSeconds: 5,
      logLevel: { watch: "debug" },
    },
    runQueue: { dequeueNumWorkers: 4, tagConcurrencyLimits: [{ key: "db", limit: 2 }] },
    runMonitoring: { maxResumeRunAttempts: 2, maxRuntimeSeconds: 600 },
    runRetries: { enabled: true, maxRetries: 1 },
    services: { webserver: { memory: "2g" }, postgres: { memory: "1g" } },
  });
  await plain(deploy(loadFleet(fleet), observer).webserver);
  dagsterYaml = parse(filesOf(declared, "control-plane-home")["dagster.yaml"] ?? "") as typeof dagsterYaml;
});

const ofType = (type: string): Declared[] => declared.filter((resource) => resource.type.endsWith(type));

test("weight, capacity and labels reach the launcher, and nothing is written that is a default", () => {
  const [b, c] = dagsterYaml.run_launcher.config.docker_hosts;
  expect(b).toMatchObject({ host_name: "host-b", weight: 3, capacity: 8, labels: { zone: "b" } });
  expect(Object.keys(c ?? {})).not.toEqual(expect.arrayContaining(["weight"]));
  const env = { DAGSTER_MULTIHOST_REGISTRY_PASSWORD_HOST_B: "x" };
  expect(parseLauncherConfig(dagsterYaml.run_launcher.config, env).docker_hosts[0]?.capacity).toBe(8);
});

test("warm workers and the launcher's own settings reach it, and what is not set is left to it", () => {
  const { docker_hosts: hosts, ...settings } = dagsterYaml.run_launcher.config;
  expect(hosts[0]).toMatchObject({ host_name: "host-b", warm_workers: 2, warm_workers_most: 4 });
  expect(Object.keys(hosts[1] ?? {}).filter((key) => key.startsWith("warm"))).toEqual([]);
  expect(settings).toMatchObject({
    default_warm_workers: 1,
    pull_policy: "always",
    stop_grace_seconds: 5,
    log_level: { watch: "debug" },
  });
  for (const key of ["warm_preload", "log_tail_lines", "otlp_endpoint"])
    expect(settings).not.toHaveProperty(key);
});

test("whether the status page shows logs reaches the launcher", () => {
  const env = { DAGSTER_MULTIHOST_REGISTRY_PASSWORD_HOST_B: "x" };
  expect(parseLauncherConfig(dagsterYaml.run_launcher.config, env).status_logs).toBe(false);
});

test("networks and volumes are made on their host, and run containers get them", () => {
  const [b] = dagsterYaml.run_launcher.config.docker_hosts;
  expect(b?.["networks"]).toEqual(["host_b_dagster_network", "warehouse", "cache"]);
  expect(b?.["container_kwargs"]).toEqual({
    volumes: ["datasets:/data:ro"],
    device_requests: [{ count: -1, capabilities: [["gpu"]] }],
  });
  expect(ofType(":Network").map(({ inputs }) => (inputs as { name: string }).name)).toContain("cache");
  expect(ofType(":Network").map(({ inputs }) => (inputs as { name: string }).name)).not.toContain(
    "warehouse",
  );
  expect(ofType(":Volume").map(({ name }) => name)).toContain("host-b-datasets");
  expect(containerInputs(declared, "etl_pipelines")["volumes"]).toEqual([
    { volumeName: "datasets", containerPath: "/data", readOnly: true },
  ]);
});

test("a location's container context is in the environment of its server, not in its command", () => {
  const { envs, command } = containerInputs(declared, "etl_pipelines") as {
    envs: { value: string[] };
    command: string[];
  };
  const [entry = ""] = envs.value.filter((each) => each.startsWith("DAGSTER_CONTAINER_CONTEXT="));
  expect(JSON.parse(entry.slice(entry.indexOf("=") + 1))).toEqual({
    docker: {
      env_vars: ["TOKEN"],
      networks: ["cache"],
      container_kwargs: { mem_limit: "1g", device_requests: [{ count: 1, capabilities: [["gpu"]] }] },
    },
  });
  expect(command.join(" ")).not.toContain("container");
});

test("a location that is built is built on each of its hosts, and its runs use that very build", () => {
  const images = ofType(":RemoteImage").filter(({ inputs }) => "build" in (inputs as object));
  expect(images.map(({ name }) => name)).toEqual(["analytics", "analytics-1"]);
  for (const { inputs } of images) {
    expect(inputs).toMatchObject({
      build: { context, dockerfile: "Dockerfile", buildArgs: { PYTHON: "3.12" }, useLegacyBuilder: true },
      keepLocally: true,
    });
  }
  const bases = ofType(":RemoteImage").filter(({ name }) => name.includes("-base-"));
  expect(bases.map(({ name, inputs }) => `${name} ${(inputs as { name: string }).name}`)).toEqual([
    "analytics-base-0 registry.example.org/python:3.12",
    "analytics-1-base-0 registry.example.org/python:3.12",
  ]);
  const name = (images[0]?.inputs as { name: string }).name;
  expect(name).toMatch(/^dagster-multihost\/analytics:[0-9a-f]{16}$/);
  expect(JSON.stringify(containerInputs(declared, "analytics")["envs"])).toContain(
    `DAGSTER_CURRENT_IMAGE=${name}`,
  );
});

test("a location on the control plane under the default launcher is no location of the launcher's", () => {
  expect(containerInputs(declared, "Ops")["name"]).toBe("dagster-location-Ops");
  expect(JSON.stringify(dagsterYaml.run_launcher.config)).not.toContain("Ops");
  expect(filesOf(declared, "control-plane-home")["workspace.yaml"]).toContain("location_name: Ops");
});

test("limits, restart policy and log rotation of every service", () => {
  expect(containerInputs(declared, "etl_pipelines")).toMatchObject({
    memory: 512,
    memorySwap: 1024,
    cpus: "0.5",
    restart: "always",
    logDriver: "json-file",
    logOpts: { "max-size": "1m", "max-file": "2" },
  });
  expect(containerInputs(declared, "webserver")["memory"]).toBe(2048);
  expect(containerInputs(declared, "postgres")["memory"]).toBe(1024);
  for (const { inputs, name } of ofType(":Container")) {
    expect(inputs, name).toMatchObject({ logDriver: "json-file" });
    expect((inputs as { logOpts: object }).logOpts, name).toHaveProperty("max-size");
    expect((inputs as { restart: string }).restart, name).toMatch(/unless-stopped|always/);
  }
});

test("the queue, monitoring and retries reach dagster.yaml in Dagster's names, with our defaults", () => {
  expect(dagsterYaml.run_coordinator.config).toEqual({
    max_concurrent_runs: 3,
    dequeue_interval_seconds: 2,
    dequeue_use_threads: true,
    dequeue_num_workers: 4,
    max_user_code_failure_retries: 10,
    user_code_failure_retry_delay: 30,
    tag_concurrency_limits: [{ key: "db", limit: 2 }],
  });
  expect(dagsterYaml.run_monitoring).toEqual({
    enabled: true,
    poll_interval_seconds: 5,
    start_timeout_seconds: 180,
    cancel_timeout_seconds: 180,
    max_resume_run_attempts: 2,
    max_runtime_seconds: 600,
  });
  expect(dagsterYaml.run_retries).toEqual({
    enabled: true,
    max_retries: 1,
    retry_on_asset_or_op_failure: true,
  });
});

test("the database is migrated to the image before the services start, with its password on standard input", () => {
  const stdin = stdinOf(declared, "control-plane-migrate");
  expect(stdin).toContain("image='sha256:1'");
  expect(stdin).toContain("reference='pinned@sha256:1'");
  expect(stdin).toMatch(/^DAGSTER_POSTGRES_PASSWORD=[0-9a-f]{64}$/m);
});
