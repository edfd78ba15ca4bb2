import type { Bench } from "../bench.ts";
import { shuffle } from "../shuffle.ts";
import { DagsterSystem } from "../systems/dagsterSystem.ts";
import type { System } from "../systems/system.ts";

const atOnce = [1, 4, 16];
/** Warm workers for the largest burst: a run that finds none starts cold. */
const warmWorkers = Math.max(...atOnce);

/**
 * Launches a second, with 1, 4 and 16 at once in one Dagster process. The workers only sleep, so that nothing but launches
 * takes CPU time; Dagster's own launcher and warm workers execute real runs.
 */
export async function measureThroughput(bench: Bench): Promise<void> {
  const systems = await bench.systems(["ours_warm"]);
  const warm = bench.names.includes("ours_warm") ? await bench.open("ours_warm", { warmWorkers }) : undefined;
  if (warm) {
    systems.push(warm);
    // Workers are learnt from the first launch.
    await burst(bench, warm, { n: 1, threads: 1 });
  }
  for (let round = 1; round <= bench.size.burst.repeat; round++) {
    for (const threads of shuffle(atOnce)) {
      bench.report(`${threads} launches at once, round ${round} of ${bench.size.burst.repeat}`);
      for (const system of shuffle(systems)) await measured(bench, system, threads);
    }
  }
  await warm?.stop();
}

async function measured(bench: Bench, system: System, threads: number): Promise<void> {
  // Real workers take seconds of CPU time each.
  if (system.name === "default" && threads > 4) return;
  const n = size(bench, system, threads);
  const { per_second, errors } = await burst(bench, system, { n, threads });
  bench.samples.add(`launches_per_s_${threads}`, system.name, per_second);
  if (errors[0] !== undefined)
    bench.samples.note(`${system.name}: ${errors.length} of ${n} failed: ${errors[0]}`);
}

function size({ size: { burst } }: Bench, { name }: System, threads: number): number {
  if (name === "default") return Math.min(threads, 4);
  if (threads === 1) return burst.launches / 4;
  return name === "ours_warm" ? warmWorkers : burst.launches;
}

async function burst(
  bench: Bench,
  system: System,
  { n, threads }: { n: number; threads: number },
): Promise<{ errors: string[]; per_second: number }> {
  const runIds = await system.prepare(n, { image: system.name === "ours_warm" ? "example" : "tiny" });
  const result = await system.burst(runIds, threads);
  await bench.removeRuns(runIds);
  if (system instanceof DagsterSystem) await system.settled();
  return result;
}
