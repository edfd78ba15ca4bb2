import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Dagster, type Run } from "../../lab/demo/dagster.ts";
import { destroy, plainOutputs, removeStack, up } from "../../lab/demo/stack.ts";
import { docker, type DockerEngine } from "../../lab/docker/engine.ts";
import { ensureDocker } from "../../lab/docker/ensure.ts";
import { faults } from "../../lab/faults.ts";
import { containerName, registrySpec } from "../../lab/topology.ts";
import { newDeployment, report, type Deployment } from "./support/deployment.ts";
import { onHost } from "./support/hosts.ts";

let deployment: Deployment;
let engine: DockerEngine;
let dagster: Dagster;

beforeAll(async () => {
  deployment = await newDeployment("faults");
  engine = await ensureDocker(report);
  await deployment.describe();
  dagster = new Dagster(plainOutputs((await up(deployment.stack, report)).outputs).webserver);
});

afterEach(() => faults.heal(engine, "host-b"));

afterAll(async () => {
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack));
});

/** A run of the long job on host-b whose worker is at work, with its container. */
async function longRun(): Promise<{ id: string; container: string }> {
  const id = await dagster.launch("etl_pipelines", "long_running");
  const run = await dagster.waitFor(id, new Set(["STARTED"]));
  expect(run.status).toBe("STARTED");
  return { id, container: run.tags["multihost_docker/container_id"] ?? "" };
}

/** How a run ends, and how many seconds that took from now. */
async function end(id: string): Promise<{ run: Run; seconds: number; messages: string }> {
  const start = Date.now();
  const run = await dagster.waitFor(id);
  return { run, seconds: (Date.now() - start) / 1000, messages: (await dagster.messages(id)).join("\n") };
}

async function cancel(id: string): Promise<void> {
  await dagster.terminate(id);
  expect((await end(id)).run.status).toBe("CANCELED");
}

test("a container that is killed ends its run, with the cause", async () => {
  const { id, container } = await longRun();
  await onHost("host-b", `docker kill ${container}`);
  const { run, seconds, messages } = await end(id);
  expect(run.status).toBe("FAILURE");
  expect(seconds).toBeLessThan(15);
  expect(messages).toContain("Container exited with code 137 on 'host-b'.");
});

test("a container that is removed ends its run", async () => {
  const { id, container } = await longRun();
  await onHost("host-b", `docker rm --force ${container}`);
  const { run, seconds, messages } = await end(id);
  expect(run.status).toBe("FAILURE");
  expect(seconds).toBeLessThan(15);
  expect(messages).toMatch(/it was removed/);
});

test("a container that is paused has not ended", async () => {
  const { id, container } = await longRun();
  await onHost("host-b", `docker pause ${container}`);
  await sleep(15_000);
  expect((await dagster.run(id)).status).toBe("STARTED");
  await onHost("host-b", `docker unpause ${container}`);
  await cancel(id);
});

test("a host whose Docker port goes silent holds up no other host, kills no run, and gets its runs later", async () => {
  const { id } = await longRun();
  await faults.drop(engine, "host-b", 2376);
  const waiting = await dagster.launch("etl_pipelines", "daily_etl");
  const elsewhere = await dagster.launch("analytics", "weekly_report");
  expect((await dagster.waitFor(elsewhere)).status).toBe("SUCCESS");
  await sleep(20_000);
  expect((await dagster.run(id)).status).toBe("STARTED");
  expect(["QUEUED", "STARTING", "NOT_STARTED"]).toContain((await dagster.run(waiting)).status);
  await faults.heal(engine, "host-b");
  expect((await dagster.waitFor(waiting)).status).toBe("SUCCESS");
  await cancel(id);
});

test("a run that was launched before the launcher restarted is watched and terminated after it", async () => {
  const { id, container } = await longRun();
  await onHost("host-a", "docker kill --signal KILL dagster-launcher; docker start dagster-launcher");
  await cancel(id);
  await expect
    .poll(() => onHost("host-b", `docker inspect -f {{.State.Running}} ${container}`), { timeout: 60_000 })
    .toBe("false");
});

test("a registry that is down keeps no image from running that is there", async () => {
  await docker(engine, ["stop", containerName(registrySpec.name)]);
  try {
    const id = await dagster.launch("etl_pipelines", "daily_etl");
    expect((await dagster.waitFor(id)).status).toBe("SUCCESS");
  } finally {
    await docker(engine, ["start", containerName(registrySpec.name)]);
  }
});
