import type { z } from "zod";
import { LauncherError } from "../error.ts";
import type { DagsterClient } from "./dagster/client.ts";
import { hasEnded, runsById } from "./dagster/runs.ts";
import type { Run } from "./dagster/runs.ts";
import type { Io } from "./io.ts";
import type { ContainerAnswer, cleanupAnswer } from "./launcher/answers.ts";
import type { LauncherClient } from "./launcher/client.ts";

/** How a cleanup is done. */
export type CleanupOptions = {
  maxAgeHours: number;
  dryRun: boolean;
  hostName?: string;
  /** The Dagster deployment. Default: the one that the containers of runs which Dagster knows belong to. */
  instanceId?: string;
};

/** A worker reports the end of its run and then takes a moment to end itself. */
const leaveSeconds = 300;

/**
 * Removes containers that have ended and stops those whose run has ended, as the admin location's asset does.
 *
 * @returns What the launcher did; undefined when none of the containers belongs to a run that Dagster knows.
 * @throws LauncherError `INSTANCE_AMBIGUOUS`.
 */
export async function cleanUpRuns(
  launcher: LauncherClient,
  dagster: DagsterClient,
  { maxAgeHours, dryRun, hostName, instanceId }: CleanupOptions,
  io: Io,
): Promise<z.output<typeof cleanupAnswer> | undefined> {
  const { containers } = await launcher.containers();
  const runs = await runsById(dagster, [...new Set(containers.map(({ run_id }) => run_id))].toSorted());
  const instance = instanceId ?? instanceOf(containers, runs);
  if (instance === undefined) return undefined;
  const gone = io.now() / 1000 - leaveSeconds;
  const ended = runs.filter((run) => hasEnded(run) && (run.ended_at ?? 0) < gone);
  return launcher.cleanup({
    instance_id: instance,
    ...(hostName === undefined ? {} : { host_name: hostName }),
    max_age_hours: maxAgeHours,
    dry_run: dryRun,
    active_run_ids: idsOf(runs.filter((run) => !hasEnded(run))),
    ended_run_ids: idsOf(ended),
  });
}

function instanceOf(containers: readonly ContainerAnswer[], runs: readonly Run[]): string | undefined {
  const known = new Set(idsOf(runs));
  const instances = containers.flatMap(({ run_id, instance_id }) =>
    known.has(run_id) && instance_id !== null ? [instance_id] : [],
  );
  const [first, ...others] = new Set(instances);
  if (others.length === 0) return first;
  throw new LauncherError(
    "INSTANCE_AMBIGUOUS",
    `Dagster knows runs of several deployments (${[first, ...others].join(", ")}), as a copy of another database does. ` +
      "Say with --instance-id whose containers are to be cleaned up.",
  );
}

function idsOf(runs: readonly Run[]): string[] {
  return runs.map(({ run_id }) => run_id);
}
