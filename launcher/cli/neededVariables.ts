import { formatPath } from "../config/envReference.ts";
import { parseEnvEntry } from "../config/index.ts";
import { userMaps } from "../config/userMaps.ts";

/** A variable that a dagster.yaml needs, and where. */
export type NeededVariable = { name: string; field: string };

/** Lists of `KEY` and `KEY=VALUE`. */
const lists = /^(default_)?env_vars$/;

/**
 * Every variable that a dagster.yaml takes from the environment: `{env: NAME}` anywhere in it, and `KEY` in
 * `default_env_vars` and `env_vars`.
 *
 * @param yaml The file's content, parsed.
 * @example
 * neededVariables({ storage: { postgres: { postgres_url: { env: "PG_URL" } } } });
 * // [{ name: "PG_URL", field: "storage.postgres.postgres_url" }]
 */
export function neededVariables(yaml: unknown): NeededVariable[] {
  return walk(yaml, []);
}

function walk(node: unknown, path: (string | number)[]): NeededVariable[] {
  const field = formatPath(path);
  if (Array.isArray(node)) {
    const isList = lists.test(String(path.at(-1)));
    return node.flatMap((item: unknown, index) => {
      if (!isList || typeof item !== "string") return walk(item, [...path, index]);
      const entry = parseEnvEntry(item);
      return entry === undefined || entry.value !== undefined
        ? []
        : [{ name: entry.name, field: `${field}[${index}]` }];
    });
  }
  if (typeof node !== "object" || node === null) return [];
  const entries = Object.entries(node);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "env" && typeof first[1] === "string")
    return userMaps.has(String(path.at(-1))) ? [] : [{ name: first[1], field }];
  return entries.flatMap(([key, value]) => walk(value, [...path, key]));
}
