/** What is measured side by side, in the order of tables. */
export const systemNames = ["floor", "ours_cold", "ours_warm", "peer", "dagster_docker", "default"] as const;
export type SystemName = (typeof systemNames)[number];

/** What can be asked for with `--figures`; some bring several figures. */
export const figureGroups = [
  "launch",
  "crowded",
  "throughput",
  "counts",
  "health",
  "dead_host",
  "imports",
  "usage",
  "scale",
] as const;
export type FigureGroup = (typeof figureGroups)[number];

/** How large the benchmark is. */
export type Size = {
  /** Launches of each system, one after the other. */
  n: number;
  /** Containers of others on the host for the figures of a crowded host. */
  others: number;
  /** Launches of each burst, and bursts of each system. */
  burst: { launches: number; repeat: number };
  /** Live runs of which the health is asked for. */
  healthRuns: readonly number[];
  /** Launches behind one for a host that is dead; what takes longer than half a minute is measured once. */
  deadHost: number;
};

export const fullSize: Size = {
  n: 15,
  others: 200,
  burst: { launches: 32, repeat: 3 },
  healthRuns: [1, 50, 200, 1000],
  deadHost: 3,
};

export const quickSize: Size = {
  n: 3,
  others: 50,
  burst: { launches: 16, repeat: 1 },
  healthRuns: [1, 50, 200],
  deadHost: 1,
};
