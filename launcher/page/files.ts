import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";

/** The files of the page by name, as they are sent. In the bundle they are part of it. */
export const files: Record<string, string> = readPage(join(import.meta.dirname, "client"));

/** Reads the files of a folder that a browser is sent. */
export function readPage(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) =>
    [".html", ".css", ".js", ".svg"].includes(extname(name)),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
