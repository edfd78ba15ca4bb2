import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { execa } from "execa";
import { contextHash, copyInto, withContext } from "../../lab/images/context.ts";
import { bundleLauncher } from "../../launcher/cli/bundle.ts";
import { cacheDirectory, checkout } from "../../scripts/cache.ts";
import { step } from "../../scripts/progress.ts";
import type { Report } from "../../scripts/report.ts";
import { UserError } from "../../scripts/report.ts";
import { ensureVenv } from "../../scripts/venv.ts";

const requirements = "images/wheel/requirements.txt";

// Zip archives cannot say when a file was made before 1980; hatchling's own default is this day in 2020.
const epoch = "1580601600";

/**
 * Builds the wheel of the Python adapter, which carries the bundled launcher, unless it has been built from the same
 * content before. The same content gives the same bytes.
 *
 * @param directory Where the wheel is written, such as `dist`; wheels of other versions are removed from it.
 * @returns The wheel's path.
 * @throws UserError `WHEEL_BUILD_FAILED`, `PYTHON_MISSING`.
 */
export async function buildWheel(report: Report, directory: string): Promise<string> {
  const cached = await withContext(fill, (context) => builtOnce(report, context));
  mkdirSync(directory, { recursive: true });
  for (const old of wheels(directory)) rmSync(join(directory, old));
  const wheel = join(directory, basename(cached));
  copyFileSync(cached, wheel);
  return wheel;
}

async function builtOnce(report: Report, context: string): Promise<string> {
  const folder = join(cacheDirectory("wheel"), contextHash(context, epoch));
  if (!existsSync(folder)) {
    const building = mkdtempSync(`${folder}-`);
    await step(report, "Building the wheel of the adapter", () => runHatchling(report, context, building));
    // Two builds at once give the same wheel: whoever is second drops his own.
    if (existsSync(folder)) rmSync(building, { recursive: true });
    else renameSync(building, folder);
  }
  const [wheel = ""] = wheels(folder);
  return join(folder, wheel);
}

async function runHatchling(report: Report, context: string, folder: string): Promise<void> {
  const venv = await ensureVenv(report, requirements, "hatchling");
  const { failed, all } = await execa(
    join(venv, "bin/hatchling"),
    ["build", "--target", "wheel", "--directory", folder],
    { cwd: context, env: { SOURCE_DATE_EPOCH: epoch }, all: true, reject: false },
  );
  if (!failed && wheels(folder).length === 1) return;
  rmSync(folder, { recursive: true });
  throw new UserError("WHEEL_BUILD_FAILED", `hatchling failed in launcher/adapter. It said:\n${all.trim()}`);
}

async function fill(context: string): Promise<void> {
  for (const part of ["pyproject.toml", "README.md", "src"]) {
    copyInto(context, join(checkout, "launcher/adapter", part), part);
  }
  copyInto(context, join(checkout, requirements), "requirements.txt");
  await bundleLauncher(join(context, "src/dagster_multihost_launcher/_bundled/launcher.mjs"));
}

function wheels(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.endsWith(".whl"));
}
