import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import { failure, type SuiteResult } from "./result.ts";

/** What Vitest's JSON reporter says of a file. */
interface FileResult {
  name: string;
  status: string;
  message: string;
  assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
}

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
    const { numPassedTests, testResults } = JSON.parse(readFileSync(outputFile, "utf8")) as {
      numPassedTests: number;
      testResults: FileResult[];
    };
    return [{ name: project, passed: numPassedTests, failures: testResults.flatMap(failuresOf) }];
  } catch {
    return [{ name: project, passed: 0, failures: [] }];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A file whose hooks fail has no failed test of its own: it counts as one. */
function failuresOf({ name, status, message, assertionResults }: FileResult): SuiteResult["failures"] {
  const file = relative(checkout, name);
  const failed = assertionResults
    .filter((test) => test.status === "failed")
    .map(({ fullName, failureMessages }) => failure(`${file} > ${fullName.trim()}`, failureMessages[0]));
  return failed.length === 0 && status === "failed" ? [failure(file, message)] : failed;
}
