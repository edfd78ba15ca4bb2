import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { format, resolveConfig } from "prettier";
import { Application } from "typedoc";
import { checkout } from "../cache.ts";

/** Where the reference lies in the checkout. */
export const apiFolder = join(checkout, "docs/api");

/**
 * The API reference of the components, made as typedoc.json says: text by path below docs/api.
 *
 * @throws Error when typedoc cannot make sense of components/index.ts; it says why on standard output.
 */
export async function apiReference(): Promise<Record<string, string>> {
  const out = mkdtempSync(join(tmpdir(), "multihost-api-"));
  try {
    const options = { options: join(checkout, "typedoc.json"), out, logLevel: "Error" } as const;
    const app = await Application.bootstrapWithPlugins(options);
    const project = await app.convert();
    if (!project) throw new Error("typedoc made nothing of components/index.ts.");
    await app.generateOutputs(project);
    const pages = Object.entries(filesIn(out)).map(async ([path, text]) => {
      const filepath = join(apiFolder, path);
      return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
    });
    return Object.fromEntries(await Promise.all(pages));
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Puts the reference where docs/api was. */
export function writeApiReference(pages: Record<string, string>): void {
  rmSync(apiFolder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(apiFolder, path)), { recursive: true });
    writeFileSync(join(apiFolder, path), text);
  }
}

/** The files of a folder and of those below it, by path. */
export function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), readFileSync(path, "utf8")];
    }),
  );
}
