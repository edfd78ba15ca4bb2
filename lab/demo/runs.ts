import type { Report } from "../../scripts/report.ts";
import { Dagster, type Run } from "./dagster.ts";
import type { RunOutcome, StackStatus } from "./outcome.ts";

/** One job of every location: TLS, SSH, a bare process, and the admin location. */
export const demoJobs = [
  { location: "etl_pipelines", job: "daily_etl" },
  { location: "analytics", job: "weekly_report" },
  { location: "reporting", job: "export_report" },
  { location: "admin", job: "multihost_admin_status" },
];

/** Launches the demo's runs through Dagster's GraphQL API, all at once, and waits for their ends. */
export async function demoRuns(stack: StackStatus, report: Report): Promise<RunOutcome[]> {
  const dagster = new Dagster(stack.webserver);
  return await Promise.all(
    demoJobs.map(async ({ location, job }) => {
      const runId = await dagster.launch(location, job);
      report(`${location}/${job}: launched`);
      const run = await dagster.waitFor(runId);
      report(`${location}/${job}: ${run.status}`);
      return outcome(stack, location, job, run);
    }),
  );
}

function outcome(
  stack: StackStatus,
  location: string,
  job: string,
  { runId, status, tags }: Run,
): RunOutcome {
  const home = stack.locations.find(({ name }) => name === location);
  return {
    run_id: runId,
    location,
    job,
    status,
    // A run of the default launcher is a process beside its gRPC server; the admin location's is on the control plane.
    host: tags["multihost_docker/host_name"] ?? home?.hosts[0] ?? null,
    container_id: tags["multihost_docker/container_id"] ?? null,
    launcher_type: tags["multihost_docker/launcher_type"] ?? null,
  };
}
