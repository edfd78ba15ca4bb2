import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";

/**
 * The text files of a code location by path: one file, or a directory with all below it. What Python leaves behind and
 * hidden files are passed over.
 */
export function readSource(source: string): Record<string, string> {
  if (!statSync(source).isDirectory()) return { [basename(source)]: readFileSync(source, "utf8") };
  return Object.fromEntries(
    readdirSync(source, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !/(^|\/)(\.|__pycache__)/.test(relative(source, path)))
      .map((path) => [relative(source, path), readFileSync(path, "utf8")]),
  );
}
