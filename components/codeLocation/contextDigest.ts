import { createHash } from "node:crypto";
import { readdirSync, readFileSync, readlinkSync, statSync, type Dirent } from "node:fs";
import { join, relative } from "node:path";

const ignored = new Set([".git", "__pycache__", "node_modules", ".venv"]);

/**
 * Sixteen hexadecimal digits that change with the files of a build context, their permission to be executed, and the options.
 * Version control and what tools leave behind do not count.
 *
 * @param context A local directory.
 * @param options What else the image depends on.
 */
export function contextDigest(context: string, options: object): string {
  const hash = createHash("sha256").update(JSON.stringify(options));
  for (const entry of entries(context)) {
    const path = join(entry.parentPath, entry.name);
    hash.update(`\0${relative(context, path)}\0`);
    if (entry.isSymbolicLink()) hash.update(readlinkSync(path));
    else hash.update(String(statSync(path).mode & 0o111)).update(readFileSync(path));
  }
  return hash.digest("hex").slice(0, 16);
}

function entries(context: string): Dirent[] {
  return readdirSync(context, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .filter(
      (entry) =>
        !relative(context, join(entry.parentPath, entry.name))
          .split("/")
          .some((part) => ignored.has(part)),
    )
    .sort((a, b) => (join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1));
}
