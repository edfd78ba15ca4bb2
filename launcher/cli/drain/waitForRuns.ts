import type { DagsterClient } from "../dagster/client.ts";
import { unfinishedRuns } from "../dagster/runs.ts";
import type { Run } from "../dagster/runs.ts";
import { note } from "../io.ts";
import type { Io } from "../io.ts";

const pollMs = 2000;

/** A person who waits wants to see that something happens. */
const reportMs = 30_000;

/**
 * Waits until code locations have no run that has not ended. Twice in a row nothing must be found: a tick that was
 * under way when its schedule was stopped may still make a run.
 *
 * @returns The runs that go on at the timeout; none when all have ended.
 */
export async function waitForRuns(
  dagster: DagsterClient,
  locations: readonly string[],
  timeoutSeconds: number,
  io: Io,
): Promise<Run[]> {
  const end = io.now() + timeoutSeconds * 1000;
  let quiet = 0;
  let reported = { text: "", at: -Infinity };
  for (;;) {
    const unfinished = await unfinishedRuns(dagster, locations);
    quiet = unfinished.length === 0 ? quiet + 1 : 0;
    if (quiet === 2 || (quiet === 0 && io.now() >= end)) return unfinished;
    const text = unfinished
      .map(({ run_id, job_name, status }) => `${run_id} (${job_name}, ${status})`)
      .join(", ");
    if (text !== "" && (text !== reported.text || io.now() - reported.at >= reportMs)) {
      note(io, `Waiting for ${text}`);
      reported = { text, at: io.now() };
    }
    await io.sleep(pollMs);
  }
}
