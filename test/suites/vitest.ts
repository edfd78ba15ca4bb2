import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { withinCommand } from "../../lab/namespace.ts";
import { checkout } from "../../scripts/cache.ts";
import type { FileTimes } from "../e2e/support/stopwatch.ts";
import type { Project } from "../projects.ts";
import { failure, type SuiteResult, type Timed } from "./result.ts";

/** What Vitest's JSON reporter says of a file; times are in milliseconds. */
interface FileResult {
  name: string;
  status: string;
  message: string;
  startTime: number;
  endTime: number;
  assertionResults: {
    fullName: string;
    status: string;
    failureMessages: string[];
    duration?: number | null;
  }[];
}

/** Where Vitest runs, and on what. */
export interface VitestOptions {
  /** Files of the project; default: all of them. */
  files?: string[];
  /** The lab in whose network it runs; default: this machine's. */
  lab?: number;
}

/**
 * Runs tests of one project of vitest.config.ts. A file that cannot be loaded counts as a failure.
 *
 * @returns Their result, and what Vitest said.
 */
export async function vitest(
  project: Project,
  { files = [], lab }: VitestOptions = {},
): Promise<{ result: SuiteResult; output: string }> {
  const directory = mkdtempSync(join(tmpdir(), "multihost-results-"));
  const outputFile = join(directory, "results.json");
  const times = join(directory, "times.jsonl");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${outputFile}`];
  const command = ["vitest", "run", "--project", project, ...reporters, ...files];
  const [file = "", ...args] = lab === undefined ? command : withinCommand(lab, command);
  const env = { DAGSTER_MULTIHOST_TIMES: times };
  const options = {
    cwd: checkout,
    env,
    stdin: "ignore",
    all: true,
    reject: false,
    preferLocal: true,
  } as const;
  const { all, exitCode } = await execa(file, args, options);
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(outputFile, "utf8")) as {
      numPassedTests: number;
      testResults: FileResult[];
    };
    const failures = testResults.flatMap(failuresOf);
    // Such as an error outside of every test.
    if (exitCode !== 0 && failures.length === 0)
      failures.push(failure([project, ...files].join(" "), `vitest exits with ${exitCode ?? "a signal"}`));
    const result = { name: project, passed: numPassedTests, failures, ...timesOf(testResults, times) };
    return { result, output: all };
  } catch {
    const message = `vitest exits with ${exitCode ?? "a signal"} and leaves no results`;
    const failures = [failure([project, ...files].join(" "), message)];
    return { result: { name: project, passed: 0, failures }, output: all };
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

function timesOf(results: FileResult[], spentFile: string): { files: Timed[]; tests: Timed[] } {
  const lines = existsSync(spentFile) ? readFileSync(spentFile, "utf8").trim().split("\n") : [];
  const measured = new Map(
    lines.map((line) => JSON.parse(line) as FileTimes).map(({ file, ...times }) => [file, times]),
  );
  const files = results.map(({ name, startTime, endTime }) => {
    const file = relative(checkout, name);
    return { name: file, seconds: (endTime - startTime) / 1000, ...measured.get(file) };
  });
  const tests = results.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, duration }) => ({
      name: `${relative(checkout, name)} > ${fullName.trim()}`,
      seconds: (duration ?? 0) / 1000,
    })),
  );
  return { files, tests };
}
