import type { Bench } from "../bench.ts";
import { shuffle } from "../shuffle.ts";
import type { System } from "../systems/system.ts";

const atOnce = [1, 4, 16];

/**
 * Launches a second, with 1, 4 and 16 at once in one Dagster process. The workers only sleep, so that nothing but launches
 * takes CPU time; Dagster's own launcher starts real workers, since its code server does.
 */
export async function measureThroughput(bench: Bench): Promise<void> {
  // A burst of more runs than there are warm workers measures cold starts.
  const systems = await bench.systems(["ours_warm"]);
  for (let round = 1; round <= bench.size.burst.repeat; round++) {
    for (const threads of shuffle(atOnce)) {
      bench.report(`${threads} launches at once, round ${round} of ${bench.size.burst.repeat}`);
      for (const system of shuffle(systems)) await burst(bench, system, threads);
    }
  }
}

async function burst(bench: Bench, system: System, threads: number): Promise<void> {
  const isDefault = system.name === "default";
  // Real workers take seconds of CPU time each.
  const n = isDefault
    ? Math.min(threads, 4)
    : threads === 1
      ? bench.size.burst.launches / 4
      : bench.size.burst.launches;
  if (isDefault && threads > 4) return;
  const runIds = await system.prepare(n, { image: "tiny" });
  const { per_second, errors } = await system.burst(runIds, threads);
  bench.samples.add(`launches_per_s_${threads}`, system.name, per_second);
  if (errors[0] !== undefined)
    bench.samples.note(`${system.name}: ${errors.length} of ${n} failed: ${errors[0]}`);
  await bench.removeRuns(runIds);
}
