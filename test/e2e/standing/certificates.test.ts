import { beforeAll, expect, test } from "vitest";
import { Dagster } from "../../../lab/demo/dagster.ts";
import { up } from "../../../lab/demo/stack.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { report } from "../support/deployment.ts";
import { addressOf, onHost } from "../support/hosts.ts";
import { sleepFor } from "../support/runs.ts";
import { standingDeployment, type StandingDeployment } from "../support/standing.ts";

// One run on host-b goes on through all of this file: certificates are renewed and the CA is changed around it.
let deployment: StandingDeployment;
let dagster: Dagster;
let run: string;
let container: string;
let before: string;
let launcher: string;

beforeAll(async () => {
  deployment = await standingDeployment();
  dagster = new Dagster(deployment.status.webserver);
  run = await dagster.launch("etl_pipelines", "long_running", {}, sleepFor(3_600));
  container = (await dagster.waitFor(run, new Set(["STARTED"]))).tags["multihost_docker/container_id"] ?? "";
  before = await processes();
  launcher = await launcherContainer();
});

/** The processes of the run's container and of the code server, by their numbers on the host. */
const processes = (): Promise<string> =>
  onHost(
    "host-b",
    `docker inspect -f '{{.State.Pid}} {{.State.StartedAt}}' ${container} dagster-location-etl_pipelines`,
  );

const launcherContainer = (): Promise<string> =>
  onHost("host-a", "docker inspect -f '{{.Id}} {{.State.StartedAt}}' dagster-launcher");

/** The issuer of the certificate that host-b's dockerd presents. */
const issuer = (): Promise<string> =>
  onHost(
    "host-b",
    `openssl s_client -connect ${addressOf("host-b")}:2376 </dev/null 2>/dev/null | openssl x509 -noout -issuer -enddate`,
  );

async function change(certificates: NonNullable<FleetInput["certificates"]>): Promise<void> {
  await deployment.describe((fleet) => (fleet.certificates = certificates));
  await up(deployment.stack, report);
  expect(await processes()).toBe(before);
  expect((await dagster.run(run)).status).toBe("STARTED");
}

/** A new run on host-b: the launcher has to reach its dockerd for it. */
async function launches(): Promise<void> {
  const { status } = await dagster.waitFor(await dagster.launch("etl_pipelines", "daily_etl"));
  expect(status).toBe("SUCCESS");
}

test("certificates of another lifetime are issued in one up; the run, its code server and the launcher go on", async () => {
  const old = await issuer();
  await change({ validityHours: 2_400 });
  expect(await issuer()).not.toBe(old);
  await launches();
  expect(await launcherContainer()).toBe(launcher);
});

test("the CA is changed in three ups, and at each of them host-b can be reached", async () => {
  for (const expected of [" 1-", " 2-", " 2-"]) {
    await change({ validityHours: 2_400, generation: 2 });
    expect(await issuer()).toContain(`dagster-multihost CA (${deployment.stack.name})${expected}`);
    await launches();
  }
  expect(await onHost("host-b", "grep -c BEGIN /etc/docker/dagster-multihost/ca.pem")).toBe("1");
  expect(await launcherContainer()).toBe(launcher);
  expect(Object.keys((await up(deployment.stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("the run of the beginning is watched and terminated after it", async () => {
  await dagster.terminate(run);
  expect((await dagster.waitFor(run)).status).toBe("CANCELED");
});
