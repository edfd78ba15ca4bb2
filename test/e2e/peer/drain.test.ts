import { expect, inject, test } from "vitest";
import { onHost } from "../support/hosts.ts";
import { withInstance } from "../support/instance.ts";
import { dagster, longRun } from "../support/runs.ts";

test("drain command: stops the location's schedules, waits for its runs, and restore starts them again", async () => {
  await onHost(
    "host-a",
    "docker exec dagster-webserver dagster schedule start every_morning -w /opt/dagster/home/workspace.yaml -l etl_pipelines",
  );
  expect(await schedules()).toContain("every_morning RUNNING");
  const { id } = await longRun({}, 10);
  expect(await command("drain etl_pipelines --timeout 120")).toContain("every_morning");
  expect((await dagster.run(id)).status).toBe("SUCCESS");
  expect(await schedules()).toContain("every_morning STOPPED");
  await command("restore");
  expect(await schedules()).toContain("every_morning RUNNING");
  await command("drain etl_pipelines");
});

/** Runs `dagster-multihost` where an operator would: on the control plane. */
function command(arguments_: string): Promise<string> {
  const webserver = `--env DAGSTER_WEBSERVER_URL=${inject("webserver")}`;
  return onHost("host-a", `docker exec ${webserver} dagster-launcher dagster-multihost ${arguments_}`);
}

/** The schedules that were ever started, with their states. */
function schedules(): Promise<string> {
  return withInstance(
    "for state in instance.all_instigator_state():\n    print(state.instigator_name, state.status.value)",
  );
}
