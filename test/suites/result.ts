/** How a suite ended. */
export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
}

/**
 * The totals, and whether they are good: no failure, no suite without a test, and at least one suite.
 *
 * @example
 * closingLine([{ name: "unit", passed: 3, failed: 0 }]).line; // "unit: 3 passed, 0 failed\n3 passed, 0 failed"
 */
export function closingLine(results: SuiteResult[]): { line: string; ok: boolean } {
  const total = (key: "passed" | "failed"): number => results.reduce((sum, result) => sum + result[key], 0);
  const empty = results.filter(({ passed, failed }) => passed + failed === 0);
  const lines = [
    ...results.map(({ name, passed, failed }) => `${name}: ${passed} passed, ${failed} failed`),
    ...empty.map(({ name }) => `${name} ran no test at all`),
    `${total("passed")} passed, ${total("failed") + empty.length} failed`,
  ];
  return { line: lines.join("\n"), ok: results.length > 0 && empty.length === 0 && total("failed") === 0 };
}
