import type { SuiteResult } from "./result.ts";
import { vitest } from "./vitest.ts";

/** The unit tests of the TypeScript half. */
export async function unitTests(): Promise<SuiteResult[]> {
  const { result, output } = await vitest("unit");
  process.stdout.write(`\n=== unit\n${output}\n`);
  return [result];
}
