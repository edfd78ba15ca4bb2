import type { Stopped } from "./stateFile.ts";

/**
 * Adds what is about to be stopped to what was stopped before. What is there already is kept as it is: after it was
 * stopped once, Dagster does not tell any more that its code alone had said that it ticks.
 */
export function mergeStopped(before: readonly Stopped[], running: readonly Stopped[]): Stopped[] {
  const known = new Set(before.map(key));
  const added = running.filter((one) => !known.has(key(one)));
  return [
    ...before,
    ...added.map(({ kind, location, repository, name, declared }) => ({
      ...{ kind, location, repository, name, declared },
    })),
  ];
}

/** What tells one schedule or sensor from another. */
export function key({ kind, location, repository, name }: Omit<Stopped, "declared">): string {
  return JSON.stringify([kind, location, repository, name]);
}
