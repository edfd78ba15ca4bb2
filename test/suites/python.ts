import { mkdtempSync, readFileSync, rmSync } from "node:fs";
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
import type { SuiteResult } from "./result.ts";

const adapter = join(checkout, "launcher/adapter");
const checks = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]];

/** ruff, mypy and pytest on the Python adapter, in a virtual environment with real Dagster. */
export async function pythonTests(): Promise<SuiteResult[]> {
  let venv = "";
  await showTasks([
    { title: "Python environment", task: async (report) => (venv = await testEnvironment(report)) },
    { title: "Postgres", task: ensurePostgres },
    {
      title: "Launcher bundle",
      task: () => bundleLauncher(join(adapter, "src/dagster_multihost_launcher/_bundled/launcher.mjs")),
    },
    { title: "Wheel", task: (report) => buildWheel(report, join(checkout, "dist")) },
  ]);
  const env = { PATH: `${join(venv, "bin")}:${process.env["PATH"] ?? ""}`, VIRTUAL_ENV: venv };
  const run = (command: string[]) =>
    execa(join(venv, "bin", command[0] ?? ""), command.slice(1), {
      cwd: adapter,
      env,
      stdio: "inherit",
      reject: false,
    });

  let passed = 0;
  for (const check of checks) {
    if ((await run(check)).exitCode === 0) passed++;
  }
  const directory = mkdtempSync(join(tmpdir(), "multihost-results-"));
  const report = join(directory, "pytest.xml");
  const { exitCode } = await run(["pytest", "-q", `--junit-xml=${report}`]);
  const counted = count(report, exitCode ?? 1);
  rmSync(directory, { recursive: true });
  return [
    { name: "ruff, mypy", passed, failed: checks.length - passed },
    { name: "python", ...counted },
  ];
}

function testEnvironment(report: Report): Promise<string> {
  return ensureVenv(report, "launcher/adapter/requirements-dev.txt", "Dagster and the test tools");
}

/** The totals of a JUnit report; a run that fails without saying where counts as one failure. */
function count(file: string, exitCode: number): { passed: number; failed: number } {
  try {
    const suite = /<testsuite [^>]*>/.exec(readFileSync(file, "utf8"))?.[0] ?? "";
    const number = (name: string): number => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
    const failed = number("failures") + number("errors");
    const passed = number("tests") - failed - number("skipped");
    return { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1) };
  } catch {
    return { passed: 0, failed: exitCode === 0 ? 0 : 1 };
  }
}
