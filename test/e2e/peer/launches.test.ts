import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { launcherAnswers } from "../support/dagsterYaml.ts";
import { onHost } from "../support/hosts.ts";
import { withInstance } from "../support/instance.ts";
import { cancel, containersOf, containerStatus, dagster, end, longRun } from "../support/runs.ts";

test("launcher killed -9 twice during a burst of launches: every run succeeds, each with exactly one container", async () => {
  const launches = Array.from({ length: 10 }, (_, index) =>
    index % 2 === 0
      ? dagster.launch("etl_pipelines", "daily_etl")
      : dagster.launch("analytics", "weekly_report"),
  );
  const ids = await Promise.all(launches);
  for (let kills = 0; kills < 2; kills++) {
    await launcherAnswers();
    await expect
      .poll(() => dagster.runsWith(["STARTING"]), { interval: 100, timeout: 60_000 })
      .not.toHaveLength(0);
    await onHost("host-a", "pkill -KILL -f '[l]auncher.mjs serve'");
  }
  for (const id of ids) {
    expect((await end(id)).run.status).toBe("SUCCESS");
    const containers = [await containersOf("host-b", id), await containersOf("host-c", id)].flat();
    expect(containers).toHaveLength(1);
  }
});

test("a run that was launched before the launcher restarted is watched and terminated after it", async () => {
  const run = await longRun();
  await onHost("host-a", "pkill -KILL -f '[l]auncher.mjs serve'");
  await launcherAnswers();
  await cancel(run.id);
  await expect.poll(() => containerStatus(run), { timeout: 40_000 }).toBe("exited");
});

test("crash or a failed write between start and tagging: a container without tags is found by its labels", async () => {
  const run = await longRun();
  await withInstance(`instance.add_run_tags("${run.id}", {tag: "" for tag in ${tags}})`);
  await sleep(12_000);
  expect((await dagster.run(run.id)).status).toBe("STARTED");
  await cancel(run.id);
  await expect.poll(() => containerStatus(run), { timeout: 40_000 }).toBe("exited");
});

const tags = JSON.stringify(
  ["container_id", "container_name", "host_name", "launcher_type"].map((name) => `multihost_docker/${name}`),
);
