import { LauncherError } from "../../error.ts";
import type { DagsterClient } from "../dagster/client.ts";
import { startInstigator } from "../dagster/instigators.ts";
import { note } from "../io.ts";
import type { Io } from "../io.ts";
import { readDrainState, removeDrainState, writeDrainState } from "./stateFile.ts";
import type { Stopped } from "./stateFile.ts";

/** What a restore did. */
export type Restored = {
  started: Stopped[];
  /** What the code has no more. */
  gone: Stopped[];
  /** What could not be started, and why; it stays in the state file. */
  failed: (Stopped & { error: string })[];
};

/**
 * Starts again exactly what drains with this state file stopped, and then removes the file. Without the file there is
 * nothing to do, so that it may be run twice.
 *
 * @param keep Whether the file stays as it is.
 */
export async function restoreDrained(
  dagster: DagsterClient,
  stateFile: string,
  { keep }: { keep: boolean },
  io: Io,
): Promise<Restored> {
  const restored: Restored = { started: [], gone: [], failed: [] };
  const state = await readDrainState(stateFile);
  if (state === undefined) {
    note(io, `There is no state file ${stateFile}: nothing is to be restored.`);
    return restored;
  }
  for (const one of state.stopped) await restore(dagster, one, restored, io);
  if (keep) return restored;
  if (restored.failed.length === 0) await removeDrainState(stateFile);
  else await writeDrainState(stateFile, { ...state, stopped: restored.failed });
  return restored;
}

async function restore(dagster: DagsterClient, one: Stopped, restored: Restored, io: Io): Promise<void> {
  const name = `${one.kind} '${one.name}' of '${one.location}'`;
  try {
    const there = await startInstigator(dagster, one, one.declared);
    note(io, there ? `Started ${name}` : `${name} is not in its code any more: nothing to start.`);
    (there ? restored.started : restored.gone).push(one);
  } catch (error) {
    // The others are started all the same. A webserver that is gone is gone for all of them.
    if (!(error instanceof LauncherError) || error.code === "DAGSTER_UNREACHABLE") throw error;
    note(io, `${name} was not started: ${error.message}`);
    restored.failed.push({ ...one, error: error.message });
  }
}
