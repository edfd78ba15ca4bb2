import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";

const notContent = new Set([
  "node_modules",
  "__pycache__",
  "dist",
  ".venv",
  ".pytest_cache",
  ".ruff_cache",
  "_bundled",
]);

/** Assembles a build context in a new folder, gives it to `use`, and removes it afterwards. */
export async function withContext<T>(
  fill: (context: string) => void | Promise<void>,
  use: (context: string) => Promise<T>,
): Promise<T> {
  const context = mkdtempSync(join(tmpdir(), "dagster-multihost-context-"));
  try {
    await fill(context);
    return await use(context);
  } finally {
    rmSync(context, { recursive: true });
  }
}

/** Copies a file or a folder into a context, without what the tools of a checkout leave behind. */
export function copyInto(context: string, source: string, destination: string): void {
  const target = join(context, destination);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true, filter: (path) => !notContent.has(basename(path)) });
}

/** Sixteen hexadecimal digits that change with the names or the content of a folder's files, wherever the folder lies. */
export function contextHash(folder: string, ...more: string[]): string {
  const hash = createHash("sha256");
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  for (const path of paths.sort())
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(folder, path)))
      .update("\0");
  for (const text of more) hash.update(`${text}\0`);
  return hash.digest("hex").slice(0, 16);
}
