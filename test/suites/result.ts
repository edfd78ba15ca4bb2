import type { Spent } from "../e2e/support/stopwatch.ts";

/** A test that failed, and the first line of why. */
export interface Failure {
  test: string;
  message: string;
}

/** How long a file or one of its tests took. */
export interface Timed {
  /** The file, or what stands for one; then, of a test, ` > ` and its name. */
  name: string;
  seconds: number;
  /** Where the time went; of end-to-end files alone. */
  spent?: Spent;
}

/** How a suite ended. */
export interface SuiteResult {
  name: string;
  passed: number;
  failures: Failure[];
  files?: Timed[];
  tests?: Timed[];
}

/** A failure with the first line of what was said about it. */
export function failure(test: string, said: string | undefined): Failure {
  return { test, message: said?.trim().split("\n")[0] ?? "" };
}

/** The results of the same suite as one, in the order in which the suites first come. */
export function merged(results: SuiteResult[]): SuiteResult[] {
  return [...Map.groupBy(results, ({ name }) => name)].map(([name, parts]) => ({
    name,
    passed: parts.reduce((sum, { passed }) => sum + passed, 0),
    failures: parts.flatMap(({ failures }) => failures),
    files: parts.flatMap(({ files = [] }) => files),
    tests: parts.flatMap(({ tests = [] }) => tests),
  }));
}

/**
 * The totals after every failure by name, and whether they are good: no failure, no suite without a test, and at
 * least one suite.
 *
 * @example
 * closingLine([{ name: "unit", passed: 3, failures: [] }]).line; // "unit: 3 passed, 0 failed\n3 passed, 0 failed"
 */
export function closingLine(results: SuiteResult[]): { line: string; ok: boolean } {
  const empty = results.filter(({ passed, failures }) => passed + failures.length === 0);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, { failures }) => sum + failures.length, empty.length);
  const lines = [
    ...results.flatMap(({ name, failures }) =>
      failures.map(({ test, message }) => `FAILED ${name}: ${test}${message && `\n  ${message}`}`),
    ),
    ...results.map(({ name, passed, failures }) => `${name}: ${passed} passed, ${failures.length} failed`),
    ...empty.map(({ name }) => `${name} ran no test at all`),
    `${passed} passed, ${failed} failed`,
  ];
  return { line: lines.join("\n"), ok: results.length > 0 && failed === 0 };
}
