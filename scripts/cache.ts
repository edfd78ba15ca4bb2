import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative } from "node:path";

/** The root of this checkout. */
export const checkout = join(import.meta.dirname, "..");

/**
 * A folder for things that are costly to make, outside every checkout; made when missing.
 *
 * It lies in `$DAGSTER_MULTIHOST_CACHE`, else in `$XDG_CACHE_HOME/dagster-multihost`, else in
 * `~/.cache/dagster-multihost`.
 *
 * @example
 * const home = cacheDirectory("engine", contentHash(["engine"]));
 */
export function cacheDirectory(...path: string[]): string {
  const root =
    process.env["DAGSTER_MULTIHOST_CACHE"] ??
    join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "dagster-multihost");
  const directory = join(root, ...path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/**
 * Sixteen hexadecimal digits that change with the names or the content of the given files and folders.
 *
 * @param paths Files or folders, relative to the checkout.
 * @param more  Further text that the result depends on, such as a version.
 */
export function contentHash(paths: string[], ...more: string[]): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => files(join(checkout, path))).sort()) {
    hash
      .update(`${relative(checkout, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  for (const text of more) hash.update(`${text}\0`);
  return hash.digest("hex").slice(0, 16);
}

const notContent = new Set(["node_modules", "__pycache__", "dist", ".venv", ".pytest_cache", ".ruff_cache"]);

function files(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !notContent.has(name))
    .flatMap((name) => files(join(path, name)));
}
