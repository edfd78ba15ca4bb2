import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dagster } from "../../../lab/demo/dagster.ts";
import { destroy, plainOutputs, removeStack, up } from "../../../lab/demo/stack.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { faults } from "../../../lab/faults.ts";
import { hostNamed } from "../../../lab/hosts.ts";
import { ssh } from "../../../lab/ssh.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { report } from "../support/deployment.ts";
import { addressOf, onHost } from "../support/hosts.ts";
import { standingDeployment, type StandingDeployment } from "../support/standing.ts";

// docs/operate-replace-control-plane.md and docs/operate-backup.md, step by step: host-a runs Dagster and dies; host-b takes over.
const directory = mkdtempSync(join(tmpdir(), "multihost-backup-"));
const webserverOfB = `http://${addressOf("host-b")}:3000`;
const dump = join(directory, "dagster.dump");
let deployment: StandingDeployment;
let engine: DockerEngine;
let run: string;

beforeAll(async () => {
  deployment = await standingDeployment();
  engine = await ensureDocker(report);
  const dagster = new Dagster(deployment.status.webserver);
  run = await dagster.launch("etl_pipelines", "daily_etl");
  expect((await dagster.waitFor(run)).status).toBe("SUCCESS");
});

afterAll(async () => {
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack).catch(() => undefined));
  await faults.unpause(engine, "host-a").catch(() => undefined);
  // What nobody knows of any more.
  await onHost(
    "host-a",
    "docker rm --force $(docker ps --all --quiet) || true; docker network prune --force; docker volume rm dagster_postgres; rm -rf /etc/dagster-multihost /var/lib/dagster-multihost",
  );
  rmSync(directory, { recursive: true });
});

test("the backup of the page is a whole one", async () => {
  const { stdout } = await ssh(
    hostNamed("host-a"),
    ["sudo docker exec dagster-postgres pg_dump -U dagster -Fc dagster"],
    { encoding: "buffer" },
  );
  writeFileSync(dump, stdout);
  expect(readFileSync(dump).subarray(0, 5).toString()).toBe("PGDMP");
});

function moved(fleet: FleetInput): void {
  fleet.controlPlane.host = "host-b";
  for (const host of fleet.hosts) {
    if (host.name === "host-a") host.gone = true;
    if (host.name === "host-b") host.access = "unix";
  }
}

test("after two ups that never contact the dead host, Dagster runs on the other one, and a third changes nothing", async () => {
  await faults.pause(engine, "host-a");
  await deployment.describe(moved);
  const first = await deployment.stack.up({ parallel: 16 });
  expect(first.stdout).toContain("The next one makes it on host-b");
  const { outputs } = await up(deployment.stack, report);
  const { webserver, hosts } = plainOutputs(outputs);
  expect(webserver).toBe(webserverOfB);
  expect(hosts.map(({ name }) => name)).toEqual(["host-b", "host-c", "host-d"]);
  const dagster = new Dagster(webserver);
  expect(await dagster.runsWith(["SUCCESS"])).toEqual([]);
  expect((await dagster.waitFor(await dagster.launch("analytics", "weekly_report"))).status).toBe("SUCCESS");
  expect(Object.keys((await up(deployment.stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("the backup brings the history back, and Dagster goes on with it", async () => {
  const hostB = hostNamed("host-b");
  await ssh(hostB, ["sudo docker stop dagster-webserver dagster-daemon dagster-launcher"]);
  await ssh(
    hostB,
    ["sudo docker exec -i dagster-postgres pg_restore -U dagster -d dagster --clean --if-exists"],
    {
      inputFile: dump,
    },
  );
  await ssh(hostB, ["sudo docker exec dagster-admin dagster instance migrate"]);
  await ssh(hostB, ["sudo docker start dagster-launcher dagster-webserver dagster-daemon"]);
  const dagster = new Dagster(webserverOfB);
  await expect
    .poll(
      () =>
        dagster.run(run).then(
          ({ status }) => status,
          () => "no answer",
        ),
      { timeout: 90_000, interval: 2_000 },
    )
    .toBe("SUCCESS");
  const next = await dagster.launch("etl_pipelines", "daily_etl");
  const ended = await dagster.waitFor(next);
  expect(ended.status).toBe("SUCCESS");
  expect(ended.tags["multihost_docker/host_name"]).toBe("host-b");
});

test("destroy does not ask for the dead host", async () => {
  await destroy(deployment.stack, report);
});
