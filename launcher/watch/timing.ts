/** How often hosts are looked at, in milliseconds. */
export type WatchTiming = {
  /** Between two pings of a host that answers. */
  beat: number;
  /** How long a ping may take. */
  ping: number;
  /** Between a ping that failed and the second one. */
  strike: number;
  /** Between the probes after the second failure. */
  probe: number;
  /** Between two comparisons with the engine's whole list. */
  reconcile: number;
  /** Between two tries to reach a host that is lost. */
  retry: number;
  /** Between two looks at the warm workers, in memory. */
  stock: number;
};

export const watchTiming: WatchTiming = {
  beat: 5_000,
  ping: 3_000,
  strike: 500,
  probe: 250,
  reconcile: 60_000,
  retry: 3_000,
  stock: 500,
};
