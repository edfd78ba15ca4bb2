import type { Bench } from "../bench.ts";
import { processUsage, tickMs } from "../setup/processUsage.ts";
import type { DagsterSystem } from "../systems/dagsterSystem.ts";
import type { Usage } from "../systems/system.ts";

/** Launches that the CPU time is divided by. */
const launches = 20;

/** CPU time of one launch, and memory after launches, of the Dagster process and of our launcher's. */
export async function measureUsage(bench: Bench): Promise<void> {
  const tick = await tickMs();
  for (const system of await bench.dagsters(["ours_warm", "default"])) {
    bench.report(`CPU time and memory of ${system.name}`);
    const runIds = await system.prepare(launches, { image: "tiny" });
    const before = await usages(system, tick);
    for (const runId of runIds) await system.launch(runId);
    const after = await usages(system, tick);
    for (const process of ["dagster", "launcher"] as const) {
      const [begin, end] = [before[process], after[process]];
      if (begin === undefined || end === undefined) continue;
      bench.samples.add(`${process}_cpu_ms_per_launch`, system.name, (end.cpu_ms - begin.cpu_ms) / launches);
      bench.samples.add(`${process}_rss_mb`, system.name, end.rss_mb);
    }
    await bench.removeRuns(runIds);
  }
}

type Usages = { dagster: Usage; launcher: Usage | undefined };

async function usages({ driver, launcher }: DagsterSystem, tick: number): Promise<Usages> {
  const dagster = await driver.send<Usage>("usage");
  return { dagster, launcher: launcher && processUsage(launcher.pid, tick) };
}
