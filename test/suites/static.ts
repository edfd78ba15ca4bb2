import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import type { SuiteResult } from "./result.ts";

const checks = { "type check": "typecheck", lint: "lint", format: "format:check" };

/** Type check, lint and format; each counts as one test. */
export async function staticChecks(): Promise<SuiteResult[]> {
  let passed = 0;
  for (const script of Object.values(checks)) {
    const { exitCode } = await execa("npm", ["run", "--silent", script], {
      cwd: checkout,
      stdio: "inherit",
      reject: false,
    });
    if (exitCode === 0) passed++;
  }
  return [{ name: Object.keys(checks).join(", "), passed, failed: Object.keys(checks).length - passed }];
}
