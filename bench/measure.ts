import type { Report } from "../scripts/report.ts";
import { Bench } from "./bench.ts";
import { measureCounts } from "./figures/counts.ts";
import { measureCrowded } from "./figures/crowded.ts";
import { measureDeadHost } from "./figures/deadHost.ts";
import { measureHealth } from "./figures/health.ts";
import { measureImports } from "./figures/imports.ts";
import { measureLaunches } from "./figures/launch.ts";
import { measureScale } from "./figures/scale.ts";
import { measureThroughput } from "./figures/throughput.ts";
import { measureUsage } from "./figures/usage.ts";
import type { FigureGroup, Size, SystemName } from "./names.ts";
import { benchDocument } from "./report/document.ts";
import type { BenchDocument } from "./report/document.ts";
import { commit, describeMachine, load } from "./report/machine.ts";
import { Closing } from "./setup/closing.ts";
import { setUp } from "./setup/environment.ts";

/** What is to be measured. */
export type Wanted = { figures: readonly FigureGroup[]; systems: readonly SystemName[]; size: Size };

/** Runs the benchmark; everything that it starts has ended when it returns, or when `signal` has aborted it. */
export async function measure(wanted: Wanted, report: Report, signal: AbortSignal): Promise<BenchDocument> {
  const [began, loadAtStart, closing] = [new Date(), load(), new Closing()];
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
  try {
    const work = async (): Promise<BenchDocument> => {
      const environment = await setUp(report, closing, wanted.systems);
      const bench = new Bench(environment, wanted.systems, wanted.size, report);
      for (const group of wanted.figures) await measures[group](bench);
      return benchDocument(bench.samples.figures(), {
        at: began.toISOString(),
        commit: await commit(),
        minutes: Math.round((Date.now() - began.getTime()) / 6_000) / 10,
        machine: await describeMachine(environment, loadAtStart),
        notes: bench.samples.notes,
      });
    };
    return await Promise.race([work(), stopped]);
  } finally {
    report("Ending everything that was started");
    await closing.close();
  }
}

const measures: Record<FigureGroup, (bench: Bench) => Promise<void>> = {
  launch: measureLaunches,
  crowded: measureCrowded,
  throughput: measureThroughput,
  counts: measureCounts,
  health: measureHealth,
  dead_host: measureDeadHost,
  imports: measureImports,
  usage: measureUsage,
  scale: measureScale,
};
