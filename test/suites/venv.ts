import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, checkout, contentHash } from "../../scripts/cache.ts";
import { type Report, UserError } from "../../scripts/report.ts";

const requirements = "launcher/adapter/requirements-dev.txt";

/**
 * A virtual environment with the adapter's development requirements, made once for each content of their list.
 *
 * @returns Its directory.
 * @throws UserError `PYTHON_MISSING` when there is no Python 3 that can make one.
 */
export async function ensureVenv(report: Report): Promise<string> {
  const python = process.env["PYTHON"] ?? "python3";
  const { stdout: version, failed } = await execa(python, ["--version"], { reject: false });
  if (failed)
    throw new UserError(
      "PYTHON_MISSING",
      `${python} was not found. Install Python 3.10 or newer with its venv module.`,
    );
  const directory = join(cacheDirectory("venv"), contentHash([requirements], version));
  const complete = join(directory, ".complete");
  if (existsSync(complete)) return directory;

  rmSync(directory, { recursive: true, force: true });
  report(`Making a virtual environment with ${version}`);
  const made = await execa(python, ["-m", "venv", directory], { reject: false });
  if (made.failed) {
    throw new UserError(
      "PYTHON_MISSING",
      `${python} cannot make a virtual environment: ${made.stdout} (Debian: apt-get install python3-venv)`,
    );
  }
  report("Installing Dagster and the test tools (one to three minutes)");
  await execa(join(directory, "bin/pip"), ["install", "--quiet", "-r", join(checkout, requirements)], {
    stdout: process.stderr,
    stderr: process.stderr,
  });
  writeFileSync(complete, "");
  return directory;
}
