/** A piece of work of the suite: some test files that run one after the other, in one process. */
export interface Unit {
  /** Unique, such as `e2e/deploy`. */
  name: string;
  /** How long it took the last time it was measured; without a measurement, a guess. */
  seconds: number;
}

/**
 * The units in the order in which they are begun: the longest first, so that at the end of the suite no lane works on a long one
 * alone. Ties are broken by name, so that the order is the same everywhere.
 */
export function longestFirst<T extends Unit>(units: T[]): T[] {
  return units.toSorted((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1));
}

/**
 * Shares work out over lanes: each takes the next unit as soon as it has done one.
 *
 * @param lanes One entry for each lane, given to `work`.
 * @param work  Must not throw; a unit that fails says so in its result.
 * @returns The results, in the order of `units`.
 */
export async function shareOut<T, L, R>(
  units: T[],
  lanes: L[],
  work: (unit: T, lane: L) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...units.entries()];
  const serve = async (lane: L): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1], lane);
  };
  await Promise.all(lanes.map(serve));
  return results;
}
