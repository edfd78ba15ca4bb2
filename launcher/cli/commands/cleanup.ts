import type { Command } from "commander";
import { cleanUpRuns } from "../cleanUp.ts";
import { exitCodes } from "../exitCodes.ts";
import type { SocketOptions } from "../findSocket.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, asksLauncher, atLeastZero, dagsterOf, launcherOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { table } from "../table.ts";

type Options = SocketOptions &
  WebserverOptions &
  JsonOption & { maxAgeHours: number; host?: string; dryRun?: true; instanceId?: string };

/** Adds `cleanup`: ended containers are removed, orphans are stopped. */
export function addCleanup(program: Command, io: Io): void {
  const command = program
    .command("cleanup")
    .summary("remove ended run containers and stop orphans")
    .description(
      "Removes run containers that have ended, failed ones never before 24 hours, and stops those whose run has ended. " +
        "Only containers of this Dagster deployment are touched.",
    )
    .option("--max-age-hours <hours>", "age from which an ended container is removed", atLeastZero, 24)
    .option("--host <host>", "on this host only")
    .option("--dry-run", "say what would be done, and do nothing")
    .option("--instance-id <id>", "the deployment (default: the one of the runs that Dagster knows)");
  answersJson(asksDagster(asksLauncher(command))).action((options: Options) => cleanup(options, io));
}

async function cleanup(options: Options, io: Io): Promise<void> {
  const { maxAgeHours, host, dryRun = false, instanceId } = options;
  const launcher = await launcherOf(options, io);
  const wanted = {
    ...{ maxAgeHours, dryRun },
    ...(host === undefined ? {} : { hostName: host }),
    ...(instanceId === undefined ? {} : { instanceId }),
  };
  const done = await cleanUpRuns(launcher, dagsterOf(options, io), wanted, io);
  if (done === undefined) note(io, "No container on the hosts belongs to a run that Dagster knows.");
  const { containers, counts, unreachable } = done ?? nothing;
  if (options.json === true) printJson(io, done ?? { dry_run: dryRun, ...nothing });
  else {
    const rows = containers.map((one) => [
      ...[one.host_name, one.container_id.slice(0, 12), one.run_id, one.status, one.action, one.reason],
    ]);
    for (const line of table(["HOST", "CONTAINER", "RUN", "STATUS", "ACTION", "REASON"], rows))
      print(io, line);
    const summary = Object.entries(counts).map(([action, count]) => `${count} ${action}`);
    note(io, `${dryRun ? "Would be: " : ""}${summary.join(", ")}`);
  }
  for (const { host_name, error } of unreachable) note(io, `${host_name} was skipped: ${error}`);
  if (unreachable.length > 0 || (counts["failed"] ?? 0) > 0) io.exit(exitCodes.unhealthy);
}

const nothing = {
  counts: { removed: 0, stopped: 0, kept: 0, failed: 0 } as Record<string, number>,
  containers: [],
  unreachable: [],
};
