import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import { failure, type SuiteResult } from "./result.ts";

const checks = { "type check": "typecheck", lint: "lint", format: "format:check" };

/** Type check, lint and format; each counts as one test. */
export async function staticChecks(): Promise<SuiteResult[]> {
  const result: SuiteResult = { name: Object.keys(checks).join(", "), passed: 0, failures: [] };
  for (const [name, script] of Object.entries(checks)) {
    const { exitCode } = await execa("npm", ["run", "--silent", script], {
      cwd: checkout,
      stdio: "inherit",
      reject: false,
    });
    if (exitCode === 0) result.passed++;
    else result.failures.push(failure(name, `npm run ${script} exits with ${exitCode ?? "a signal"}`));
  }
  return [result];
}
