import type { HostStatus, LocationStatus } from "../../stacks/outputs.ts";

/** The outputs of the stack, as plain values. */
export interface StackStatus {
  hosts: HostStatus[];
  locations: LocationStatus[];
  webserver: string;
  launcher: string;
  launcherConfig: unknown;
  certificateAuthorityExpiry: string;
  nextCertificateRenewal: string;
}

/** What became of one run. */
export interface RunOutcome {
  run_id: string;
  location: string;
  job: string;
  status: string;
  /** The Docker host, or for a bare location its server; null when it is not known. */
  host: string | null;
  /** Null for runs of the default launcher. */
  container_id: string | null;
  launcher_type: string | null;
}

/** The document that `npm run demo -- --json` prints. */
export interface DemoOutcome {
  webserver: string;
  launcher: string;
  runs: RunOutcome[];
  stack: StackStatus;
}

/** The runs as a table for people. */
export function table(runs: RunOutcome[]): string {
  const rows = [
    ["location", "job", "status", "host", "launcher", "container", "run"],
    ...runs.map((run) => [
      run.location,
      run.job,
      run.status,
      run.host ?? "-",
      run.launcher_type ?? "-",
      run.container_id?.slice(0, 12) ?? "-",
      run.run_id,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
