/** What the launcher has told, and how its changes are applied. Nothing here touches the page. */

/**
 * @import { ChangeData, FailureItem, HostItem, LauncherItem, LaunchItem, LaunchTotal, RunItem } from "../schemas.ts"
 */

/**
 * @typedef {{
 *   launcher: Map<string, LauncherItem>,
 *   hosts: Map<string, HostItem>,
 *   runs: Map<string, RunItem>,
 *   failures: Map<string, FailureItem>,
 *   launches: Map<string, LaunchItem>,
 *   launch_total: Map<string, LaunchTotal | null>,
 * }} State
 */

/** @returns {State} */
export function nothing() {
  return {
    launcher: new Map(),
    hosts: new Map(),
    runs: new Map(),
    failures: new Map(),
    launches: new Map(),
    launch_total: new Map(),
  };
}

/**
 * The state after a change.
 *
 * @param {State} before
 * @param {ChangeData["sections"]} sections
 * @returns {State}
 */
export function applied(before, sections) {
  const after = Object.entries(before).map(([name, items]) => {
    const change = sections[/** @type {keyof State} */ (name)];
    return [name, change === undefined ? items : list(items, change)];
  });
  return /** @type {State} */ (Object.fromEntries(after));
}

/**
 * @param {ReadonlyMap<string, unknown>} before
 * @param {{ keys?: string[] | undefined, items: Record<string, unknown> }} change
 */
function list(before, { keys = [...before.keys()], items }) {
  return new Map(keys.map((key) => [key, Object.hasOwn(items, key) ? items[key] : before.get(key)]));
}
