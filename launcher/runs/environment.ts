import { parseEnv } from "node:util";
import { parseEnvEntry } from "../config/index.ts";
import type { ContainerKwargs } from "../config/index.ts";
import { LauncherError } from "../error.ts";

/** One source of environment variables, and the field of the configuration that it comes from. */
export type EnvSource = { field: string } & (
  | { entries: readonly string[] }
  | { file: string; text: string }
  | { kwargs: ContainerKwargs["environment"] }
  | { values: Readonly<Record<string, string>> }
);

/**
 * Merges sources, lowest first, into the list that the engine takes.
 *
 * @param launcherEnv Where an entry `KEY` of `env_vars` gets its value.
 * @throws LauncherError `ENV_VAR_MISSING` that names each variable which is not set, and its field.
 */
export function mergeEnvironment(sources: readonly EnvSource[], launcherEnv: NodeJS.ProcessEnv): string[] {
  const merged = new Map<string, string | null>();
  const missing: string[] = [];
  for (const source of sources) {
    for (const [name, value] of pairs(source)) {
      const found = value === undefined ? launcherEnv[name] : value;
      if (found === undefined) missing.push(`'${name}' (${source.field})`);
      else merged.set(name, found);
    }
  }
  if (missing.length > 0) {
    throw new LauncherError(
      "ENV_VAR_MISSING",
      `The launcher's environment does not have ${missing.join(", ")}. Set it where the launcher runs, or write KEY=VALUE.`,
    );
  }
  return [...merged].map(([name, value]) => (value === null ? name : `${name}=${value}`));
}

/** Undefined: to be taken from the launcher. Null: the variable of the image is removed, as docker-py does. */
type Pair = [name: string, value: string | null | undefined];

function pairs(source: EnvSource): Pair[] {
  if ("entries" in source) return source.entries.flatMap(entryPair);
  if ("text" in source)
    return Object.entries(parseEnv(source.text)).map(([name, value]) => [name, value ?? ""]);
  if ("values" in source) return Object.entries(source.values);
  if (Array.isArray(source.kwargs)) {
    return source.kwargs.flatMap(entryPair).map(([name, value]) => [name, value ?? null]);
  }
  return Object.entries(source.kwargs ?? {}).map(([name, value]) => [
    name,
    value === null ? null : String(value),
  ]);
}

function entryPair(entry: string): Pair[] {
  const parsed = parseEnvEntry(entry);
  return parsed === undefined ? [] : [[parsed.name, parsed.value]];
}
