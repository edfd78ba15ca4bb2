import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, checkout, contentHash } from "./cache.ts";
import { installPackages } from "./packages.ts";
import { step } from "./progress.ts";
import type { Report } from "./report.ts";

/**
 * A virtual environment with what a requirements file lists, made once for each content of the file.
 *
 * @param requirements The file, relative to the checkout.
 * @param what         What it installs, for the line of progress.
 * @returns Its directory.
 * @throws UserError `PYTHON_MISSING` when there is no Python 3 that can make one.
 */
export async function ensureVenv(report: Report, requirements: string, what: string): Promise<string> {
  const python = process.env["PYTHON"] ?? "python3";
  // Debian keeps apart what `venv` needs.
  if ((await execa(python, ["-c", "import ensurepip"], { reject: false })).failed) {
    await installPackages(
      report,
      ["python3", "python3-venv"],
      "PYTHON_MISSING",
      "Python 3 with its venv module",
    );
  }
  const { stdout: version } = await execa(python, ["--version"]);
  const directory = join(cacheDirectory("venv"), contentHash([requirements], version));
  const complete = join(directory, ".complete");
  if (existsSync(complete)) return directory;

  rmSync(directory, { recursive: true, force: true });
  await step(report, `Installing ${what} for ${version}`, async () => {
    const output = { stdout: process.stderr, stderr: process.stderr } as const;
    await execa(python, ["-m", "venv", directory], output);
    await execa(
      join(directory, "bin/pip"),
      ["install", "--quiet", "-r", join(checkout, requirements)],
      output,
    );
  });
  writeFileSync(complete, "");
  return directory;
}
