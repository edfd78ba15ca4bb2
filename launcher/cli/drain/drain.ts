import type { DagsterClient } from "../dagster/client.ts";
import { stopInstigator } from "../dagster/instigators.ts";
import { unfinishedRuns } from "../dagster/runs.ts";
import type { Run } from "../dagster/runs.ts";
import type { Location } from "../dagster/locations.ts";
import { terminateRuns } from "../dagster/terminate.ts";
import { note } from "../io.ts";
import type { Io } from "../io.ts";
import { mergeStopped } from "./mergeStopped.ts";
import { readDrainState, writeDrainState } from "./stateFile.ts";
import type { Stopped } from "./stateFile.ts";
import { waitForRuns } from "./waitForRuns.ts";

/** How a drain is done. */
export type DrainOptions = {
  stateFile: string;
  /** Whether to wait until no run of the locations is in progress. */
  wait: boolean;
  timeoutSeconds: number;
  /** Whether runs that go on at the timeout are terminated. */
  force: boolean;
};

/** What a drain did. */
export type Drained = {
  /** Everything that a restore will start again, also from an earlier drain with the same state file. */
  stopped: Stopped[];
  /** Runs that go on all the same. */
  unfinished: Run[];
  /** Ids of the runs that were asked to end. */
  terminated: string[];
};

/** Time that a run has to end after it was told to. It is more than `stop_grace_seconds` usually is. */
const terminateSeconds = 60;

/**
 * Stops the schedules and sensors of code locations that tick, and waits until their runs have ended. What is stopped
 * stands in the state file before it is stopped, so that a drain which was interrupted can be run again, or restored.
 */
export async function drainLocations(
  dagster: DagsterClient,
  locations: readonly Location[],
  options: DrainOptions,
  io: Io,
): Promise<Drained> {
  const names = locations.map(({ name }) => name);
  const stopped = await stopTicking(dagster, locations, options.stateFile, io);
  if (!options.wait) return { stopped, unfinished: await unfinishedRuns(dagster, names), terminated: [] };

  const unfinished = await waitForRuns(dagster, names, options.timeoutSeconds, io);
  if (unfinished.length === 0 || !options.force) return { stopped, unfinished, terminated: [] };
  const terminated = unfinished.map(({ run_id }) => run_id);
  note(io, `Terminating what goes on after ${options.timeoutSeconds} s: ${terminated.join(", ")}`);
  for (const problem of await terminateRuns(dagster, terminated)) note(io, `Dagster: ${problem}`);
  return { stopped, terminated, unfinished: await waitForRuns(dagster, names, terminateSeconds, io) };
}

async function stopTicking(
  dagster: DagsterClient,
  locations: readonly Location[],
  stateFile: string,
  io: Io,
): Promise<Stopped[]> {
  for (const { name, state } of locations) {
    if (state === "loaded") continue;
    note(io, `'${name}' is not loaded, so it cannot tick now, and what of it would tick is not known.`);
  }
  const running = locations.flatMap(({ instigators }) => instigators.filter((one) => one.running));
  const before = await readDrainState(stateFile);
  const names = locations.map(({ name }) => name);
  const state = {
    locations: [...new Set([...(before?.locations ?? []), ...names])],
    stopped: mergeStopped(before?.stopped ?? [], running),
  };
  await writeDrainState(stateFile, state);
  for (const one of running) {
    await stopInstigator(dagster, one);
    note(io, `Stopped ${one.kind} '${one.name}' of '${one.location}'`);
  }
  return state.stopped;
}
