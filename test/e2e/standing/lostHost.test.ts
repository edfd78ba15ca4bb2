import { afterAll, beforeAll, expect, test } from "vitest";
import { Dagster } from "../../../lab/demo/dagster.ts";
import { plainOutputs, up } from "../../../lab/demo/stack.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { faults } from "../../../lab/faults.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { report } from "../support/deployment.ts";
import { onHost } from "../support/hosts.ts";
import { standingDeployment, type StandingDeployment } from "../support/standing.ts";

// host-c dies: every connection to it hangs, to the end of the file.
let deployment: StandingDeployment;
let engine: DockerEngine;

beforeAll(async () => {
  deployment = await standingDeployment();
  engine = await ensureDocker(report);
  await faults.pause(engine, "host-c");
});

afterAll(async () => {
  await faults.unpause(engine, "host-c");
  // What nobody knows of any more.
  await onHost(
    "host-c",
    "docker rm --force $(docker ps --all --quiet) || true; docker network prune --force; sed -i /dagster-multihost-launcher/d /home/deploy/.ssh/authorized_keys",
  );
});

const hostC = (fleet: FleetInput): FleetInput["hosts"][number] | undefined =>
  fleet.hosts.find(({ name }) => name === "host-c");

test("a preview goes on without the dead host, with a warning", async () => {
  const { stdout } = await deployment.stack.preview();
  expect(stdout).toMatch(/warning: SSH_UNREACHABLE: host host-c .* This preview goes on without it/s);
});

test("as gone, it holds up neither of two ups, and after them the state knows nothing of it", async () => {
  await deployment.describe((fleet) => Object.assign(hostC(fleet) ?? {}, { gone: true }));
  const start = Date.now();
  await up(deployment.stack, report);
  await up(deployment.stack, report);
  // A resource of the dead host that were contacted would hang for minutes.
  expect(Date.now() - start).toBeLessThan(2 * deployment.tookMs + 120_000);
  const { resources } = (await deployment.stack.exportStack()).deployment as { resources: { urn: string }[] };
  expect(resources.filter(({ urn }) => urn.includes("host-c"))).toEqual([]);
  expect(Object.keys((await up(deployment.stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("the rest of the fleet works", async () => {
  const outputs = plainOutputs(await deployment.stack.outputs());
  expect(outputs.locations.map(({ name }) => name)).toEqual(["etl_pipelines", "reporting", "admin"]);
  const dagster = new Dagster(outputs.webserver);
  const { status } = await dagster.waitFor(await dagster.launch("etl_pipelines", "daily_etl"));
  expect(status).toBe("SUCCESS");
});
