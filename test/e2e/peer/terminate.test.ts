import { expect, test } from "vitest";
import { onHost } from "../support/hosts.ts";
import { withInstance } from "../support/instance.ts";
import { cancel, containerOf, containerStatus, dagster, end, longRun } from "../support/runs.ts";

test("terminate a running job: CANCELED at once, its container stopped, no retry", async () => {
  const run = await longRun({ "dagster/max_retries": "2" });
  const asked = Date.now();
  await dagster.terminate(run.id);
  expect(Date.now() - asked).toBeLessThan(5_000);
  expect((await end(run.id)).run.status).toBe("CANCELED");
  await expect.poll(() => containerStatus(run), { timeout: 40_000 }).toBe("exited");
  // Retries are on: a crash is retried. By then the canceled run, which ended before, would have been, too.
  await crashUntilRetried();
  expect(await dagster.retriesOf(run.id)).toEqual([]);
});

/**
 * Dagster's event consumer passes over a failure for good when it reads the event before the run's status is written,
 * or while its workspace has no answer from the code server: so a crash may have to be repeated.
 */
async function crashUntilRetried(attempts = 3): Promise<void> {
  const id = await dagster.launch("etl_pipelines", "crashing", { "dagster/max_retries": "1" });
  const { run, messages } = await end(id);
  expect(run.status).toBe("FAILURE");
  const retries = expect.poll(() => dagster.retriesOf(id), { timeout: 30_000, message: messages });
  await retries.toHaveLength(1).catch(async (error: unknown) => {
    if (attempts === 1) throw error;
    await crashUntilRetried(attempts - 1);
  });
}

test("terminate a finished run: False, and nothing changes", async () => {
  const id = await dagster.launch("etl_pipelines", "daily_etl");
  expect((await end(id)).run.status).toBe("SUCCESS");
  const said = await withInstance(`print(instance.run_launcher.terminate("${id}"))`);
  expect(said).toBe("False");
  expect((await dagster.run(id)).status).toBe("SUCCESS");
});

test("run re-executed, terminated before launch: the parent's container is not stopped", async () => {
  const parent = await longRun();
  await onHost("host-a", "docker stop --time 10 dagster-daemon");
  let child: string;
  try {
    child = await dagster.reexecute(parent.id);
    // What makes this dangerous: Dagster gives the child all of its parent's tags.
    expect(containerOf(await dagster.run(child))).toBe(parent.container);
    await withInstance(`instance.run_launcher.terminate("${child}")`);
  } finally {
    await onHost("host-a", "docker start dagster-daemon");
  }
  expect((await end(child)).run.status).toBe("CANCELED");
  expect(await containerStatus(parent)).toBe("running");
  expect((await dagster.run(parent.id)).status).toBe("STARTED");
  await cancel(parent.id);
});
