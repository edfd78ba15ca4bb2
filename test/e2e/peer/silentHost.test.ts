import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { faults } from "../../../lab/faults.ts";
import { restartServices } from "../support/dagsterYaml.ts";
import { labEngine } from "../support/lab.ts";
import { cancel, containerStatus, dagster, end, longRun } from "../support/runs.ts";

const engine = await labEngine();
const waiting = ["QUEUED", "STARTING", "NOT_STARTED"];
/** Longer than a healthy launch takes on a busy machine, much shorter than the peer's 121 s. */
const healthy = 45;

afterEach(async () => {
  await faults.heal(engine, "host-b");
  await faults["docker-thaw"](engine, "host-b");
});

/** A run on another host succeeds as if nothing were the matter. */
async function elsewhere(): Promise<void> {
  const { run, seconds } = await end(await dagster.launch("analytics", "weekly_report"));
  expect(run.status).toBe("SUCCESS");
  expect(seconds).toBeLessThan(healthy);
}

test("one host accepts connections and never answers: health, terminate and launch are bounded, other hosts go on, its runs are re-queued", async () => {
  const live = await longRun();
  const unwanted = await longRun();
  await faults["docker-freeze"](engine, "host-b");
  const later = await dagster.launch("etl_pipelines", "daily_etl");
  await elsewhere();
  const asked = Date.now();
  await dagster.terminate(unwanted.id);
  expect(Date.now() - asked).toBeLessThan(5_000);
  // Health: the monitor asks every 5 seconds, and not knowing ends no run.
  await sleep(10_000);
  await elsewhere();
  expect((await dagster.run(live.id)).status).toBe("STARTED");
  expect(waiting).toContain((await dagster.run(later)).status);

  await faults["docker-thaw"](engine, "host-b");
  expect((await end(unwanted.id)).run.status).toBe("CANCELED");
  await expect.poll(() => containerStatus(unwanted), { timeout: 40_000 }).toBe("exited");
  expect((await end(later)).run.status).toBe("SUCCESS");
  expect((await dagster.run(live.id)).status).toBe("STARTED");
  await cancel(live.id);
});

test.each([
  ["is silent", "drop" as const],
  ["refuses", "reject" as const],
])(
  "launcher constructed (daemon restart) while a host %s: runs on other hosts succeed at once",
  async (_, fault) => {
    await faults[fault](engine, "host-b", 2376);
    await restartServices();
    const here = await dagster.launch("etl_pipelines", "daily_etl");
    await elsewhere();
    expect(waiting).toContain((await dagster.run(here)).status);
    await faults.heal(engine, "host-b");
    expect((await end(here)).run.status).toBe("SUCCESS");
  },
);

test("port dropped: no live run is killed, other hosts go on, its own runs come later", async () => {
  const { id } = await longRun();
  await faults.drop(engine, "host-b", 2376);
  const later = await dagster.launch("etl_pipelines", "daily_etl");
  await elsewhere();
  await sleep(10_000);
  expect((await dagster.run(id)).status).toBe("STARTED");
  expect(waiting).toContain((await dagster.run(later)).status);
  await faults.heal(engine, "host-b");
  expect((await end(later)).run.status).toBe("SUCCESS");
  await cancel(id);
});

test("host paused 60 s: no live run is killed, launches on other hosts go on", async () => {
  const live = await longRun();
  await faults.pause(engine, "host-b");
  const paused = Date.now();
  try {
    while (Date.now() - paused < 60_000) {
      await elsewhere();
      await sleep(5_000);
    }
    expect((await dagster.run(live.id)).status).toBe("STARTED");
  } finally {
    await faults.unpause(engine, "host-b");
  }
  await sleep(10_000);
  expect((await dagster.run(live.id)).status).toBe("STARTED");
  expect(await containerStatus(live)).toBe("running");
  await cancel(live.id);
});
