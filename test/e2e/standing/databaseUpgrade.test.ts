import { beforeAll, expect, test } from "vitest";
import { Dagster } from "../../../lab/demo/dagster.ts";
import { plainOutputs, up } from "../../../lab/demo/stack.ts";
import { docker } from "../../../lab/docker/engine.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { pushImage } from "../../../lab/push.ts";
import { registryInUse } from "../../../lab/registry.ts";
import { report, type Deployment } from "../support/deployment.ts";
import { onHost } from "../support/hosts.ts";
import { standingDeployment } from "../support/standing.ts";

// The database is set back to a schema of an earlier Dagster, and a new image of the control plane comes.
const earlier = "6b7fb194ff9c";
const column = "using_default_limit";
let deployment: Deployment;
let engine: DockerEngine;
let head: string;

beforeAll(async () => {
  deployment = await standingDeployment();
  engine = await ensureDocker(report);
  head = await sql("SELECT version_num FROM alembic_version");
});

/** Asks Dagster's database. */
async function sql(statement: string): Promise<string> {
  return await onHost("host-a", `docker exec dagster-postgres psql -U dagster -At -c "${statement}" dagster`);
}

/** Describes the fleet with another image of the control plane, whose content is the same. */
async function describeImage(tag: string): Promise<void> {
  const { lab } = deployment;
  const [repository = "", original = ""] = lab.images.controlPlane.split("/").slice(1).join("/").split(":");
  const image = `${repository}:${original}-${tag}`;
  await docker(engine, ["build", "--quiet", "--tag", image, "-"], {
    input: `FROM ${repository}:${original}\nLABEL release=${tag}\n`,
  });
  const registry = await registryInUse(engine);
  if (registry === undefined) throw new Error("the lab's registry does not answer");
  const reference = await pushImage(engine, report, registry, image);
  await docker(engine, ["image", "rm", image]);
  await deployment.describe((fleet) => {
    fleet.controlPlane.image = reference;
  });
}

const imagesOfServices = () =>
  onHost("host-a", "docker inspect --format {{.State.Status}}={{.Image}} dagster-webserver dagster-daemon");

test("a new image migrates the database before its services start", async () => {
  await sql(
    `ALTER TABLE concurrency_limits DROP COLUMN ${column}; UPDATE alembic_version SET version_num = '${earlier}'`,
  );
  const before = await imagesOfServices();
  await describeImage("next");
  const { webserver } = plainOutputs((await up(deployment.stack, report)).outputs);
  expect(await sql("SELECT version_num FROM alembic_version")).toBe(head);
  expect(head).not.toBe(earlier);
  expect(await sql(`SELECT count(${column}) FROM concurrency_limits`)).toBe("0");
  expect(await imagesOfServices()).not.toBe(before);
  const dagster = new Dagster(webserver);
  const run = await dagster.waitFor(await dagster.launch("etl_pipelines", "daily_etl"));
  expect(run.status).toBe("SUCCESS");
});

test("a database that cannot be migrated keeps the services that it has", async () => {
  await sql("UPDATE alembic_version SET version_num = 'of_the_future'");
  const before = await imagesOfServices();
  await describeImage("after-next");
  await expect(up(deployment.stack, report)).rejects.toThrow(
    /DAGSTER_MIGRATION_FAILED: host host-a: .*of_the_future/s,
  );
  expect(await imagesOfServices()).toBe(before);
  await sql(`UPDATE alembic_version SET version_num = '${head}'`);
  await up(deployment.stack, report);
  expect(await imagesOfServices()).not.toBe(before);
});
