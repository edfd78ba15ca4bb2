import type { Problem } from "./error.ts";
import { userMaps } from "./userMaps.ts";

/** `{env: NAME}` in place of a string: the value of that environment variable of the launcher. */
export type EnvReference = { env: string };

/** A configuration as it is written: any string may be an {@link EnvReference}. */
export type WithEnvReferences<T> = T extends string
  ? T | EnvReference
  : T extends readonly (infer Item)[]
    ? WithEnvReferences<Item>[]
    : T extends object
      ? { [Key in keyof T]: WithEnvReferences<T[Key]> }
      : T;

/** What {@link replaceEnvReferences} found besides the replaced value. */
export type Replaced = { value: unknown; problems: Problem[]; references: Set<string> };

/**
 * Puts the text that `lookup` returns in the place of every `{env: NAME}`, at any depth.
 *
 * @param lookup Undefined means that the variable is not set, which is a problem.
 * @returns The new value, one problem for each variable that is not set, and the paths of all references.
 */
export function replaceEnvReferences(value: unknown, lookup: (name: string) => string | undefined): Replaced {
  const problems: Problem[] = [];
  const references = new Set<string>();
  const walk = (node: unknown, path: (string | number)[]): unknown => {
    if (Array.isArray(node)) return node.map((item, index) => walk(item, [...path, index]));
    if (typeof node !== "object" || node === null) return node;
    if (!isReference(node) || userMaps.has(String(path.at(-1)))) {
      return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, [...path, key])]));
    }
    references.add(formatPath(path));
    const text = lookup(node.env);
    if (text !== undefined) return text;
    problems.push({
      path: formatPath(path),
      message: `The environment variable '${node.env}' is not set. Set it for the launcher's process.`,
    });
    return "";
  };
  return { value: walk(value, []), problems, references };
}

/** A path as it is shown: `docker_hosts[0].tls`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function isReference(node: object): node is EnvReference {
  const keys = Object.keys(node);
  return keys.length === 1 && keys[0] === "env" && "env" in node && typeof node.env === "string";
}
