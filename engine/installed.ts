import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import type { Report } from "../scripts/report.ts";

/** The versions of an installed `pulumi` that are used as they are. */
export const supported = ">=3.220.0 <4";

/** Says whether `pulumi version` printed a version that is supported; pre-releases of one count as well. */
export function isSupported(printed: string): boolean {
  const version = semver.parse(printed.trim());
  return version !== null && semver.satisfies(version, supported, { includePrerelease: true });
}

/**
 * The first `pulumi` on the PATH, when its version is supported.
 *
 * @param ours A folder whose programs do not count: the cache in which engines are built.
 * @returns Its path, or undefined.
 */
export async function findInstalled(ours: string, report: Report): Promise<string | undefined> {
  const found = onPath(process.env["PATH"] ?? "", ours).find(isExecutable);
  if (found === undefined) return undefined;
  const { stdout, failed } = await execa(found, ["version"], {
    reject: false,
    timeout: 30_000,
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (!failed && isSupported(stdout)) return found;
  report(`engine: ${found} is ${stdout.trim() || "broken"}, not ${supported}: building one instead`);
  return undefined;
}

/** Where a `pulumi` would lie on the given PATH, outside the folder `ours`. */
export function onPath(path: string, ours: string): string[] {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "" && !`${folder}/`.startsWith(`${ours}/`))
    .map((folder) => join(folder, "pulumi"));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
