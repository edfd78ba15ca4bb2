import { expect, test } from "vitest";
import { onHost } from "../support/hosts.ts";
import { cancel, containerOf, containerStatus, dagster, end, longRun } from "../support/runs.ts";

test("cleanup with two Dagster instances on a host: what succeeded goes, failures stay a day, the other instance's containers and live runs are untouched", async () => {
  const live = await longRun();
  const [succeeded, failed] = await Promise.all([
    dagster.launch("etl_pipelines", "daily_etl").then(end),
    dagster.launch("etl_pipelines", "crashing").then(end),
  ]);
  const theirs = await neighbours(containerOf(succeeded.run));
  try {
    const cleanup = await dagster.launch("admin", "multihost_admin_cleanup", {
      "multihost/cleanup_max_age_hours": "0",
    });
    expect((await end(cleanup)).run.status).toBe("SUCCESS");
    const left = await onHost("host-b", "docker ps --all --quiet --no-trunc");
    expect(left).not.toContain(containerOf(succeeded.run));
    expect(left).toContain(containerOf(failed.run));
    for (const id of theirs) expect(left).toContain(id);
    expect(await containerStatus(live)).toBe("running");
  } finally {
    await onHost("host-b", `docker rm --force ${theirs.join(" ")}`);
  }
  await cancel(live.id);
});

/** Containers of another Dagster deployment that uses the same host: exited, created and running. */
async function neighbours(like: string): Promise<string[]> {
  const image = `$(docker inspect --format {{.Image}} ${like})`;
  const labels =
    "--label dagster/managed=true --label dagster/instance=another --label dagster/run_id=00000000-0000-4000-8000-000000000000";
  const made = await onHost(
    "host-b",
    `docker run --detach ${labels} ${image} true; docker create ${labels} ${image} true; docker run --detach ${labels} ${image} sleep 300`,
  );
  const ids = made.split("\n");
  expect(ids).toHaveLength(3);
  return ids;
}
