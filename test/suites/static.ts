import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import { failure, type SuiteResult } from "./result.ts";

const checks = { "type check": "typecheck", lint: "lint", format: "format:check" };

/** Type check, lint and format, side by side; each counts as one test. */
export async function staticChecks(): Promise<SuiteResult[]> {
  const result: SuiteResult = { name: Object.keys(checks).join(", "), passed: 0, failures: [], files: [] };
  const run = async ([name, script]: [string, string]): Promise<void> => {
    const options = { cwd: checkout, stdin: "ignore", all: true, reject: false } as const;
    const { exitCode, all, durationMs } = await execa("npm", ["run", "--silent", script], options);
    if (all !== "") process.stdout.write(`\n=== ${name}\n${all}\n`);
    if (exitCode === 0) result.passed++;
    else result.failures.push(failure(name, `npm run ${script} exits with ${exitCode ?? "a signal"}`));
    result.files?.push({ name, seconds: durationMs / 1000 });
  };
  await Promise.all(Object.entries(checks).map(run));
  return [result];
}
