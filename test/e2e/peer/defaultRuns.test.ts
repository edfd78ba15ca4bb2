import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { onHost } from "../support/hosts.ts";
import { withInstance } from "../support/instance.ts";
import { dagster, end, started } from "../support/runs.ts";

test("health of a default-routed run: RUNNING, the monitor leaves it alone, and it succeeds", async () => {
  const { id } = await started(await dagster.launch("reporting", "archive_reports"));
  await sleep(6_000);
  const check = `instance.run_launcher.check_run_worker_health(instance.get_run_by_id("${id}")).status.value`;
  expect(await withInstance(`print(${check})`)).toBe("RUNNING");
  expect((await end(id)).run.status).toBe("SUCCESS");
  expect(await onHost("host-a", "docker logs --since 30s dagster-daemon 2>&1")).not.toContain(
    "NotImplementedError",
  );
});
