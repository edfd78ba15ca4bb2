import { expect, test } from "vitest";
import { onHost } from "../support/hosts.ts";
import { cancel, dagster, end, longRun, started } from "../support/runs.ts";
import { secrets } from "../support/secrets.ts";

const hosts = ["host-a", "host-b", "host-c"];

test("literal registry password or env secret of any host: in no run container's command line and no host's process list", async () => {
  const run = await longRun();
  const process = await started(await dagster.launch("reporting", "archive_reports"));
  const onC = (await end(await dagster.launch("analytics", "weekly_report"))).run;

  for (const host of [...hosts, "host-d"]) expectNone(await onHost(host, "ps -eo args"));
  for (const host of hosts) {
    const format = "{{json .Config.Cmd}} {{json .Path}} {{json .Args}} {{json .Config.Labels}}";
    expectNone(await onHost(host, `docker inspect --format '${format}' $(docker ps --all --quiet)`));
    const environments = await onHost(
      host,
      "docker inspect --format '{{json .Config.Env}}' $(docker ps -aq --filter label=dagster/managed=true) /dev/null 2>/dev/null || true",
    );
    expect(environments).not.toContain(secrets.password);
    // Its own runs are what the variable is for.
    expect(environments.includes(secrets.environment)).toBe(host === "host-c");
  }
  for (const id of [run.id, process.id, onC.runId]) expectNone((await dagster.messages(id)).join("\n"));
  await cancel(run.id);
});

function expectNone(text: string): void {
  expect(text.length).toBeGreaterThan(100);
  expect(text).not.toContain(secrets.password);
  expect(text).not.toContain(secrets.environment);
}
