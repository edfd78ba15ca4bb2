/** What is known about one host of a pool. */
export type Candidate = {
  hostName: string;
  /** Run containers that run on it now. */
  running: number;
  /** Whether it answered lately; unknown counts as reachable. */
  reachable: boolean;
};

/**
 * The order in which hosts of a pool are tried: those that are known to be unreachable last, then the least loaded
 * first, then in configured order.
 */
export function placementOrder<T extends Candidate>(candidates: readonly T[]): T[] {
  return candidates.toSorted(
    (one, other) => Number(other.reachable) - Number(one.reachable) || one.running - other.running,
  );
}
