/** What is known about one host of a pool. */
export type Candidate = {
  hostName: string;
  /** Run containers that are at work on it, and those that are about to be. */
  load: number;
  /** `weight` of the configuration: a host with twice the weight gets twice the load. */
  weight: number;
  /** Whether it answers; unknown counts as reachable. */
  reachable: boolean;
};

/**
 * The order in which hosts of a pool are tried: those that are known to be unreachable last, then the one that has the
 * smallest load for its weight with one run more, then in configured order.
 */
export function placementOrder<T extends Candidate>(candidates: readonly T[]): T[] {
  const share = ({ load, weight }: T): number => (load + 1) / weight;
  return candidates.toSorted(
    (one, other) => Number(other.reachable) - Number(one.reachable) || share(one) - share(other),
  );
}
