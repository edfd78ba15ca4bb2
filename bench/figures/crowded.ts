import type { Bench } from "../bench.ts";
import { shuffle } from "../shuffle.ts";
import { startOthers } from "./others.ts";

/** The launch call on a host without other containers, and then with many: the workers only sleep. */
export async function measureCrowded(bench: Bench): Promise<void> {
  const { size, environment } = bench;
  await rounds(bench, "launch_call_0_others_ms");
  bench.report(`Starting ${size.others} other containers`);
  const others = await startOthers(environment, size.others);
  await rounds(bench, `launch_call_${size.others}_others_ms`);
  bench.report(`Removing ${size.others} other containers`);
  await environment.engine.remove(others.map(({ containerId }) => containerId));
}

async function rounds(bench: Bench, figure: string): Promise<void> {
  const systems = await bench.systems(["ours_warm", "default"]);
  for (let round = 0; round <= bench.size.n; round++) {
    bench.report(`${figure}, round ${round} of ${bench.size.n}`);
    for (const system of shuffle(systems)) {
      const [runId = ""] = await system.prepare(1, { image: "tiny" });
      const { call_ms, failed } = await system.launch(runId);
      if (failed !== undefined) bench.samples.note(`${system.name}: a launch failed: ${failed}`);
      // Round 0 opens connections.
      else if (round > 0) bench.samples.add(figure, system.name, call_ms);
      await bench.removeRuns([runId]);
    }
  }
}
