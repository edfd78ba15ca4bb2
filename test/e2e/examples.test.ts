import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterEach, beforeAll, expect, test } from "vitest";
import { Dagster } from "../../lab/demo/dagster.ts";
import { destroy, labStack, plainOutputs, removeStack, up } from "../../lab/demo/stack.ts";
import type { Lab } from "../../lab/lab.ts";
import { labUp } from "../../lab/up.ts";
import type { FleetInput } from "../../stacks/fleet/schema.ts";
import { report } from "./support/deployment.ts";
import { describeExample, exampleOnLab } from "./support/examples.ts";
import { footprints, onHost } from "./support/hosts.ts";

const names = ["host-a", "host-b", "host-c", "host-d"];
let lab: Lab;
let stack: Stack;
let before: Record<string, string>;

beforeAll(async () => {
  lab = await labUp(report);
  before = await footprints(names);
});

afterEach(async () => {
  await destroy(stack, report).catch(() => removeStack(stack).catch(() => undefined));
});

async function standUp(fleet: FleetInput): Promise<Dagster> {
  stack = await labStack(lab, report, "example-lab");
  await describeExample(lab, stack, fleet);
  return new Dagster(plainOutputs((await up(stack, report)).outputs).webserver);
}

/** The lab's servers have no GPUs; all else is as the example says. */
function pool(): FleetInput {
  const fleet = exampleOnLab(lab, "pool");
  for (const host of fleet.hosts) delete host.gpus;
  return fleet;
}

test("two-hosts-tls stands up, runs a job where it says, changes nothing twice, and goes without a trace", async () => {
  const dagster = await standUp(exampleOnLab(lab, "two-hosts-tls"));
  const run = await dagster.waitFor(await dagster.launch("etl_pipelines", "daily_etl"));
  expect(run.status).toBe("SUCCESS");
  expect(run.tags["multihost_docker/host_name"]).toBe("host-b");
  const container = run.tags["multihost_docker/container_id"] ?? "";
  expect(await onHost("host-b", `docker inspect -f {{.HostConfig.Memory}} ${container}`)).toBe(
    String(4 * 1024 ** 3),
  );
  expect(Object.keys((await up(stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
  await destroy(stack, report);
  expect(await footprints(names)).toEqual(before);
});

test("pool is built on its hosts, shares the runs out, respects labels, and a change of a host restarts nothing", async () => {
  const dagster = await standUp(pool());
  const ids = await Promise.all(Array.from({ length: 6 }, () => dagster.launch("training", "training")));
  const runs = await Promise.all(ids.map((id) => dagster.waitFor(id)));
  expect(runs.map(({ status }) => status)).toEqual(ids.map(() => "SUCCESS"));
  expect(new Set(runs.map(({ tags }) => tags["multihost_docker/host_name"])).size).toBeGreaterThan(1);

  const labelled = await dagster.waitFor(
    await dagster.launch("training", "training_on_gpu", { "multihost/host_labels": "gpu=yes" }),
  );
  expect(labelled.tags["multihost_docker/host_name"]).toBe("host-b");
  const mounts = await onHost(
    "host-b",
    `docker inspect -f '{{json .Mounts}}' ${labelled.tags["multihost_docker/container_id"] ?? ""}`,
  );
  expect(mounts).toContain("/data");

  const services = (): Promise<string> =>
    onHost("host-a", "docker ps --no-trunc --format '{{.ID}} {{.Names}}' | sort");
  const ofControlPlane = await services();
  const changed = pool();
  const [, , hostC] = changed.hosts;
  if (hostC) hostC.capacity = 1;
  await describeExample(lab, stack, changed);
  await up(stack, report);
  expect(await services()).toBe(ofControlPlane);
  await expect
    .poll(
      () =>
        onHost("host-a", "docker exec dagster-launcher dagster-multihost config render | grep -A 20 host-c"),
      {
        timeout: 20_000,
      },
    )
    .toContain("capacity: 1");

  await destroy(stack, report);
  // What is in a volume outlives the stack.
  for (const name of ["host-b", "host-c"]) await onHost(name, "docker volume rm datasets");
  expect(await footprints(names)).toEqual(before);
});

/** The containers that wait for a run, on host-b and host-c. */
async function warmIdle(): Promise<number[]> {
  const { hosts } = JSON.parse(
    await onHost("host-a", "docker exec dagster-launcher dagster-multihost hosts list --json"),
  ) as { hosts: { host_name: string; warm_idle: number }[] };
  return ["host-b", "host-c"].map((name) => hosts.find((host) => host.host_name === name)?.warm_idle ?? 0);
}

test("mixed stands up: a port with TLS, SSH, the control plane's own daemon without the launcher, and no Docker at all", async () => {
  const fleet = exampleOnLab(lab, "mixed");
  // The lab's image has no code of that name.
  for (const location of fleet.locations ?? [])
    if (location.name === "maintenance") location.file = "reporting.py";
  const dagster = await standUp(fleet);
  const ends = async (location: string, job: string): Promise<(string | undefined)[]> => {
    const { status, tags } = await dagster.waitFor(await dagster.launch(location, job));
    return [status, tags["multihost_docker/launcher_type"], tags["multihost_docker/host_name"]];
  };
  expect(
    await Promise.all([
      ends("etl_pipelines", "daily_etl"),
      ends("analytics", "weekly_report"),
      ends("maintenance", "export_report"),
      ends("reporting", "export_report"),
    ]),
  ).toEqual([
    ["SUCCESS", "docker", "host-b"],
    ["SUCCESS", "docker", "host-c"],
    ["SUCCESS", "default", undefined],
    ["SUCCESS", "default", undefined],
  ]);

  // Over TLS and over SSH: the next runs find a container that waits.
  await expect.poll(() => warmIdle(), { timeout: 120_000, interval: 1_000 }).toEqual([1, 1]);
  expect(await onHost("host-a", "docker exec dagster-launcher dagster-multihost hosts list")).toMatch(
    /^host-c +up .* 1 \(\d+ MB\) /m,
  );
  for (const [location, job] of [
    ["etl_pipelines", "daily_etl"],
    ["analytics", "weekly_report"],
  ] as const) {
    // A worker that was counted may be on its way out, as one of an older configuration: then the run after finds the new one.
    const oneMore = async (): Promise<string> => {
      const { runId, status } = await dagster.waitFor(await dagster.launch(location, job));
      expect(status).toBe("SUCCESS");
      return (await dagster.messages(runId)).join("\n");
    };
    await expect
      .poll(oneMore, { timeout: 120_000, interval: 10_000 })
      .toMatch(/Started Docker container .*\(warm\)/);
  }
  expect(Object.keys((await up(stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
  await destroy(stack, report);
  expect(await footprints(names)).toEqual(before);
});
