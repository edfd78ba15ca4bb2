import { afterEach, expect, test } from "vitest";
import { faults } from "../../../lab/faults.ts";
import { onHost } from "../support/hosts.ts";
import { labEngine } from "../support/lab.ts";
import { containersOf, dagster, end, longRun } from "../support/runs.ts";

const engine = await labEngine();

afterEach(() => faults["disk-free"](engine, "host-b"));

test("dockerd restarted on a host: its runs live on and succeed, and so does the next one", async () => {
  const { id } = await longRun({}, 12);
  await onHost("host-b", "systemctl restart docker");
  expect((await end(id)).run.status).toBe("SUCCESS");
  const next = await dagster.launch("etl_pipelines", "daily_etl");
  expect((await end(next)).run.status).toBe("SUCCESS");
});

test("disk full on a host: a clear error and no container, other hosts go on, and so does the host when there is space again", async () => {
  await faults["disk-full"](engine, "host-b");
  const [full, elsewhere] = await Promise.all([
    dagster.launch("etl_pipelines", "daily_etl"),
    dagster.launch("analytics", "weekly_report"),
  ]);
  const { run, messages } = await end(full);
  expect(run.status).toBe("FAILURE");
  expect(messages).toMatch(/host-b.*no space left on device/s);
  expect((await end(elsewhere)).run.status).toBe("SUCCESS");
  await faults["disk-free"](engine, "host-b");
  expect(await containersOf("host-b", full)).toEqual([]);
  const next = await dagster.launch("etl_pipelines", "daily_etl");
  expect((await end(next)).run.status).toBe("SUCCESS");
});
