import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import type { SuiteResult } from "./result.ts";

/** Runs one project of vitest.config.ts. A file that cannot be loaded counts as a failure. */
export async function vitest(project: string): Promise<SuiteResult[]> {
  const directory = mkdtempSync(join(tmpdir(), "multihost-results-"));
  const outputFile = join(directory, "results.json");
  const args = [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${outputFile}`,
  ];
  await execa("vitest", args, { cwd: checkout, stdio: "inherit", reject: false, preferLocal: true });
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(outputFile, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      testResults: { status: string; assertionResults: unknown[] }[];
    };
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
    );
    return [{ name: project, passed: numPassedTests, failed: numFailedTests + broken.length }];
  } catch {
    return [{ name: project, passed: 0, failed: 0 }];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
