import type { Bench } from "../bench.ts";
import { shuffle } from "../shuffle.ts";
import type { DagsterSystem } from "../systems/dagsterSystem.ts";
import { startOthers } from "./others.ts";
import type { Living } from "./others.ts";

/**
 * A sweep of run monitoring over live runs: the health of each is asked for, one after the other. The floor is one filtered
 * list of containers. The same containers stand for the runs of all systems, each with the tags that it writes itself.
 */
export async function measureHealth(bench: Bench): Promise<void> {
  const { environment, size } = bench;
  // Dagster's own launcher does not check the health of workers; warm workers do not differ from cold ones.
  const systems = await bench.dagsters(["default", "ours_warm"]);
  const most = Math.max(...size.healthRuns);
  bench.report(`Starting ${most} live containers`);
  const living = await startOthers(environment, most);
  bench.report(`Recording ${most} live runs`);
  for (const system of systems) await record(system, living);
  for (let round = 0; round <= Math.max(2, size.n / 3); round++) {
    for (const n of size.healthRuns) {
      bench.report(`Health of ${n} runs, round ${round}`);
      for (const one of shuffle([undefined, ...systems]))
        await sweep(bench, one, living.slice(0, n), round > 0);
    }
  }
  bench.report(`Removing ${most} live containers`);
  await environment.engine.remove(living.map(({ containerId }) => containerId));
}

async function sweep(
  bench: Bench,
  system: DagsterSystem | undefined,
  living: Living[],
  counts: boolean,
): Promise<void> {
  const figure = `health_${living.length}_ms`;
  if (system === undefined) {
    const begun = performance.now();
    await bench.environment.engine.find({ label: ["dagster/managed=true"], status: ["running"] });
    if (counts && bench.names.includes("floor"))
      bench.samples.add(figure, "floor", performance.now() - begun);
    return;
  }
  const run_ids = living.map(({ runId }) => runId);
  type Swept = { sweep_ms: number; statuses: string[] };
  const { sweep_ms, statuses } = await system.driver.send<Swept>("health", { run_ids });
  if (statuses.join() !== "RUNNING") {
    bench.samples.note(`${system.name}: live runs are said to be ${statuses.join(", ")}`);
  }
  if (counts) bench.samples.add(figure, system.name, sweep_ms);
}

async function record(system: DagsterSystem, living: Living[]): Promise<void> {
  const runs = living.map(({ runId, containerId }) => ({ run_id: runId, tags: tags(system, containerId) }));
  await system.driver.send("prepare", { job: "daily_etl", runs });
}

function tags({ name }: DagsterSystem, containerId: string): Record<string, string> {
  if (name === "dagster_docker") return { "docker/container_id": containerId };
  return {
    "multihost_docker/container_id": containerId,
    "multihost_docker/host_name": "alive",
    "multihost_docker/launcher_type": "docker",
  };
}
