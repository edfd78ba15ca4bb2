import type { SuiteResult, Timed } from "./result.ts";

/**
 * The files and the tests that took longest, as two tables; of an end-to-end file also where its time went.
 *
 * @param count How many of each.
 * @example
 * slowest([{ name: "e2e", passed: 1, failures: [], files: [{ name: "a.test.ts", seconds: 61.2 }] }], 1);
 * // "The slowest files:\n   61.2 s  a.test.ts"
 */
export function slowest(results: SuiteResult[], count: number): string {
  const tables: [string, Timed[]][] = [
    ["files", results.flatMap(({ files = [] }) => files)],
    ["tests", results.flatMap(({ tests = [] }) => tests)],
  ];
  return tables
    .filter(([, timed]) => timed.length > 0)
    .map(([what, timed]) => [`The slowest ${what}:`, ...rows(timed, count)].join("\n"))
    .join("\n\n");
}

function rows(timed: Timed[], count: number): string[] {
  return timed
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds, spent }) => {
      const row = `${seconds.toFixed(1).padStart(7)} s  ${name}`;
      if (spent === undefined) return row;
      const parts = Object.entries(spent).map(([part, value]) => `${part} ${(value as number).toFixed(0)}`);
      return `${row}  (${parts.join(", ")})`;
    });
}
