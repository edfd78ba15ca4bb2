import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { buildWheel } from "../../images/wheel/build.ts";
import { bundleLauncher } from "../../launcher/cli/bundle.ts";
import { checkout } from "../../scripts/cache.ts";
import type { Report } from "../../scripts/report.ts";
import { showTasks } from "../../scripts/tasks.ts";
import { ensurePostgres } from "./postgres.ts";
import { ensureVenv } from "../../scripts/venv.ts";
import { failure, type SuiteResult } from "./result.ts";

const adapter = join(checkout, "launcher/adapter");
const checks = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]];

/**
 * ruff, mypy and pytest on the Python adapter, in a virtual environment with real Dagster.
 *
 * @param options.servers Whether tests that start a server are run, too; default true.
 */
export async function pythonTests({ servers = true } = {}): Promise<SuiteResult[]> {
  let venv = "";
  await showTasks([
    { title: "Python environment", task: async (report) => (venv = await pythonEnvironment(report)) },
    ...(servers ? [{ title: "Postgres", task: ensurePostgres }] : []),
    {
      title: "Launcher bundle",
      task: () => bundleLauncher(join(adapter, "src/dagster_multihost_launcher/_bundled/launcher.mjs")),
    },
    { title: "Wheel", task: (report) => buildWheel(report, join(checkout, "dist")) },
  ]);
  const env = { PATH: `${join(venv, "bin")}:${process.env["PATH"] ?? ""}`, VIRTUAL_ENV: venv };
  const run = (command: string[]) =>
    execa(join(venv, "bin", command[0] ?? ""), command.slice(1), {
      ...{ cwd: adapter, env, stdin: "ignore", all: true, reject: false },
    });

  const linting: SuiteResult = { name: "ruff, mypy", passed: 0, failures: [] };
  for (const check of checks) {
    const { exitCode, all } = await run(check);
    process.stdout.write(`\n=== ${check.join(" ")}\n${all}\n`);
    if (exitCode === 0) linting.passed++;
    else linting.failures.push(failure(check.join(" "), all.split("\n").at(-1)));
  }
  const directory = mkdtempSync(join(tmpdir(), "multihost-results-"));
  const log = join(directory, "pytest.jsonl");
  // A file stays in one process: its fixtures start servers.
  const sideBySide = ["--numprocesses=2", "--dist=loadfile"];
  const which = servers ? [] : ["-m", "not server"];
  const { exitCode, all } = await run(["pytest", "-q", ...which, ...sideBySide, `--report-log=${log}`]);
  process.stdout.write(`\n=== pytest\n${all}\n`);
  const tests: SuiteResult = { name: "python", ...resultsOf(log) };
  rmSync(directory, { recursive: true });
  if (exitCode !== 0 && tests.failures.length === 0) {
    tests.failures.push(failure("pytest", `exits with ${exitCode ?? "a signal"} and names no test`));
  }
  return [linting, tests];
}

/** The virtual environment with Dagster that tests use, also those in TypeScript. */
export function pythonEnvironment(report: Report): Promise<string> {
  return ensureVenv(report, "launcher/adapter/requirements-dev.txt", "Dagster and the test tools");
}

/** The lines of pytest-reportlog that matter: one for each phase of each test, and one for each file. */
interface ReportLine {
  $report_type: string;
  nodeid: string;
  when?: "setup" | "call" | "teardown";
  outcome?: "passed" | "failed" | "skipped";
  /** In seconds. */
  duration?: number;
  longrepr?: string | { reprcrash?: { message: string } } | null;
}

/** What a report log tells: a failure in setup, in teardown or while a file is read is one as well. */
function resultsOf(log: string): Pick<SuiteResult, "passed" | "failures" | "tests"> {
  const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  const reports = lines
    .map((line) => JSON.parse(line) as ReportLine)
    .filter(({ $report_type }) => $report_type === "TestReport" || $report_type === "CollectReport");
  return {
    passed: reports.filter(({ when, outcome }) => when === "call" && outcome === "passed").length,
    failures: reports
      .filter(({ outcome }) => outcome === "failed")
      .map(({ nodeid, longrepr }) =>
        failure(nodeid, typeof longrepr === "string" ? longrepr : longrepr?.reprcrash?.message),
      ),
    tests: [...Map.groupBy(reports, ({ nodeid }) => nodeid)].map(([nodeid, phases]) => ({
      name: nodeid,
      seconds: phases.reduce((sum, { duration = 0 }) => sum + duration, 0),
    })),
  };
}
