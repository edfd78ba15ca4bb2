import type { Bench } from "../bench.ts";
import { shuffle } from "../shuffle.ts";
import { DagsterSystem } from "../systems/dagsterSystem.ts";
import type { System } from "../systems/system.ts";

/**
 * One launch after the other, each until its run has ended: how long the call takes, when the container has started and
 * when the run's worker reports its start, all since the call began.
 */
export async function measureLaunches(bench: Bench): Promise<void> {
  const systems = await bench.systems();
  // The first one of each opens connections and fills caches.
  for (const system of systems) await launchOnce(bench, system, false);
  for (let round = 1; round <= bench.size.n; round++) {
    bench.report(`Launches, round ${round} of ${bench.size.n}`);
    for (const system of shuffle(systems)) await launchOnce(bench, system, true);
  }
}

async function launchOnce(bench: Bench, system: System, counts: boolean): Promise<void> {
  const { samples, environment } = bench;
  const [runId = ""] = await system.prepare(1, { image: "example" });
  const { call_ms, at, failed } = await system.launch(runId);
  if (failed !== undefined) {
    samples.note(`${system.name}: a launch failed: ${failed}`);
    return;
  }
  const reported = system instanceof DagsterSystem ? await outcome(system, runId) : undefined;
  if (counts) {
    samples.add("launch_call_ms", system.name, call_ms);
    const started = system.name === "default" ? undefined : await environment.startTimes.of(runId);
    if (started !== undefined) samples.add("container_started_ms", system.name, (started - at) * 1000);
    if (reported !== undefined) samples.add("run_start_ms", system.name, (reported - at) * 1000);
  }
  await bench.removeRuns([runId]);
  if (system instanceof DagsterSystem) await system.settled();
}

/** When the run started, in seconds since the epoch; waits until it has ended. */
async function outcome({ driver, name }: DagsterSystem, runId: string): Promise<number | undefined> {
  const run_ids = [runId];
  type Started = { started: Record<string, number | null> };
  const { started } = await driver.send<Started>("await_starts", { run_ids });
  type Ended = { statuses: Record<string, string> };
  const { statuses } = await driver.send<Ended>("await_ends", { run_ids });
  if (statuses[runId] !== "SUCCESS") throw new Error(`${name}: run ${runId} is ${statuses[runId] ?? "gone"}`);
  return started[runId] ?? undefined;
}
