import { isDeepStrictEqual } from "node:util";
import { isObject, printJson, readObject, type DaemonOptions, type Json } from "./json.ts";

/**
 * The keys of daemon.json that were changed by hand since we wrote it, dotted for those of objects and sorted; all of them
 * when the file is gone or is not JSON any more.
 */
export function changedKeys(written: string, current: string): string[] {
  const before = readObject(written);
  if (written === "" || !before) return [];
  return changes(before, readObject(current) ?? {}).map(({ path }) => path.join("."));
}

/**
 * daemon.json as it would be without us, after changes by hand: what somebody changed in keys that are not ours belongs to
 * the host, stays through every `up`, and is still there after destroy. Keys that are ours are put right again.
 *
 * @param original Text of daemon.json before us.
 * @param ours     The options that we merge in.
 * @returns The text before us itself when nothing was changed.
 */
export function adoptChanges(
  original: string,
  { written, current }: { written: string; current: string },
  ours: DaemonOptions,
): string {
  const base = readObject(original);
  const before = readObject(written);
  const now = readObject(current);
  // A file that is gone or broken tells nothing about what somebody wants.
  if (!base || !before || !now || written === "" || current.trim() === "") return original;
  const theirs = changes(before, now).filter(({ path }) => !isOurs(ours, path));
  if (theirs.length === 0) return original;
  return printJson(theirs.reduce((json, { path, value }) => withChange(json, path, value), base));
}

interface Change {
  path: string[];
  /** Undefined when the key was removed. */
  value: Json | undefined;
}

function changes(before: DaemonOptions, now: DaemonOptions, above: string[] = []): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted().flatMap((key) => {
    const [old, value, path] = [own(before, key), own(now, key), [...above, key]];
    if (isDeepStrictEqual(old, value)) return [];
    return isObject(old) && isObject(value) ? changes(old, value, path) : [{ path, value }];
  });
}

/** Whether we set the key at that path, or a key below or above it. */
function isOurs(ours: DaemonOptions, [key = "", ...rest]: string[]): boolean {
  const value = own(ours, key);
  if (value === undefined) return false;
  return rest.length === 0 || !isObject(value) || isOurs(value, rest);
}

function withChange(
  json: DaemonOptions,
  [key = "", ...rest]: string[],
  value: Json | undefined,
): DaemonOptions {
  const there = own(json, key);
  const next = rest.length === 0 ? value : withChange(isObject(there) ? there : {}, rest, value);
  const others = Object.entries(json).filter(([name]) => name !== key);
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

function own(json: DaemonOptions, key: string): Json | undefined {
  return Object.hasOwn(json, key) ? json[key] : undefined;
}
