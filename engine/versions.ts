import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../scripts/cache.ts";

/** The versions of everything that is built, without a leading `v`. */
export interface Versions {
  /** Of the CLI; the version of `@pulumi/pulumi` in package.json. */
  pulumi: string;
  /** Of the Node language host: the last release whose Go module contains it, from lang/go.mod. */
  languageHost: string;
  /** Of the plugins: the versions of the npm packages that they serve. */
  plugins: Record<PluginName, string>;
  /** The oldest Go that builds all this, from core/go.mod. */
  go: string;
}

/** The resource plugins that the program needs. */
export type PluginName = "tls" | "docker" | "command";

/** Reads the versions from where they are pinned: package.json for all that npm knows too, go.mod for the rest. */
export function versions(): Versions {
  const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
  const npm = (name: string) => dependencies[name] ?? missing(`package.json pins no ${name}`);
  return {
    pulumi: npm("@pulumi/pulumi"),
    languageHost: inGoMod("lang", /pulumi\/pulumi\/sdk\/v3 v(\S+)/),
    plugins: { tls: npm("@pulumi/tls"), docker: npm("@pulumi/docker"), command: npm("@pulumi/command") },
    go: inGoMod("core", /^go (\S+)$/m),
  };
}

function inGoMod(module: string, pattern: RegExp): string {
  return (
    pattern.exec(read(`engine/${module}/go.mod`))?.[1] ??
    missing(`engine/${module}/go.mod lacks ${pattern.source}`)
  );
}

function read(path: string): string {
  return readFileSync(join(checkout, path), "utf8");
}

function missing(what: string): never {
  throw new Error(what);
}
