import type { SuiteResult } from "../result.ts";
import { vitest } from "../vitest.ts";
import { testLabs } from "./labs.ts";
import { longestFirst, shareOut } from "./plan.ts";
import { remember, type LabUnit } from "./units.ts";

/** How often it is said what is under way. */
const everyMs = 60_000;

/** Runs units on the labs of the tests, side by side; prints what each said when it is done. */
export async function runOnLabs(units: LabUnit[]): Promise<SuiteResult[]> {
  const began = performance.now();
  const since = (start: number): string => `${((performance.now() - start) / 1000).toFixed(0)} s`;
  const running = new Map<number, { name: string; start: number }>();
  let done = 0;
  const tell = (): void => {
    const now = [...running].map(([lab, { name, start }]) => `lab ${lab}: ${name} for ${since(start)}`);
    process.stdout.write(`[${since(began)}] ${done} of ${units.length} done; ${now.join("; ")}\n`);
  };
  const heartbeat = setInterval(tell, everyMs);
  const results = await shareOut(longestFirst(units), testLabs, async ({ name, project, files }, lab) => {
    const start = performance.now();
    running.set(lab, { name, start });
    const { result, output } = await vitest(project, { files, lab });
    running.delete(lab);
    done++;
    process.stdout.write(`\n=== ${name} on lab ${lab}: ${since(start)}\n${output}\n`);
    if (result.failures.length === 0) remember({ [name]: Math.round((performance.now() - start) / 1000) });
    return result;
  }).finally(() => clearInterval(heartbeat));
  return results;
}
