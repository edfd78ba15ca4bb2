/** A limit for runs that carry a tag; `tag_concurrency_limits` of Dagster's queue. */
export interface TagConcurrencyLimit {
  /** The tag's key. */
  key: string;
  /** One value of the tag, or a limit for each of its values. Left out, all values count together. */
  value?: string | { applyLimitPerUniqueValue: boolean } | undefined;
  /** Runs in progress at once. */
  limit: number;
}

/** Dagster's run queue: `run_coordinator` of dagster.yaml. */
export interface RunQueue {
  /** How often the daemon looks into the queue, in seconds. Default 2. */
  dequeueIntervalSeconds?: number;
  /** Launch several runs at once, so that one slow host holds up no other. Default true. */
  dequeueUseThreads?: boolean;
  /** Runs that are launched at once. Default: what Python's thread pool takes. */
  dequeueNumWorkers?: number | undefined;
  /** How often a run goes back to the queue because its host or code location cannot be reached. Default 10. */
  maxUserCodeFailureRetries?: number;
  /** Seconds before it is tried again. Default 30. */
  userCodeFailureRetryDelay?: number;
  /** Limits for runs by their tags. Default: none. */
  tagConcurrencyLimits?: TagConcurrencyLimit[];
}

/** Dagster's run monitoring: `run_monitoring` of dagster.yaml. */
export interface RunMonitoring {
  /** Notice run containers that have died. Default true. */
  enabled?: boolean;
  /** How often runs are looked at, in seconds. The launcher answers from memory. Default 5. */
  pollIntervalSeconds?: number;
  /** A run that has not started by then fails, in seconds; image pulls count. Default 180. */
  startTimeoutSeconds?: number;
  /** A run that was canceled and has not ended by then is ended, in seconds. Default 180. */
  cancelTimeoutSeconds?: number;
  /** How often a run whose container died is resumed in a new one. Default 0: it fails at once. */
  maxResumeRunAttempts?: number;
  /** A run that lasts longer fails, in seconds. Default: no limit. */
  maxRuntimeSeconds?: number | undefined;
}

/** Dagster's retries of runs: `run_retries` of dagster.yaml. */
export interface RunRetries {
  /** Default false. */
  enabled?: boolean;
  /** How often, unless the run's tag `dagster/max_retries` says otherwise. Default 0. */
  maxRetries?: number;
  /** False: only runs whose container died, not those whose code failed. Default true. */
  retryOnAssetOrOpFailure?: boolean;
}

/**
 * What is written where nothing else is asked for. It differs from Dagster's own defaults in this: threads that take runs from
 * the queue, ten tries more for a run whose host cannot be reached, and run monitoring.
 */
export const runDefaults = {
  queue: {
    dequeueIntervalSeconds: 2,
    dequeueUseThreads: true,
    maxUserCodeFailureRetries: 10,
    userCodeFailureRetryDelay: 30,
    tagConcurrencyLimits: [],
  },
  monitoring: {
    enabled: true,
    pollIntervalSeconds: 5,
    startTimeoutSeconds: 180,
    cancelTimeoutSeconds: 180,
    maxResumeRunAttempts: 0,
  },
  retries: { enabled: false, maxRetries: 0, retryOnAssetOrOpFailure: true },
} as const;

/**
 * Settings with their defaults, in the names of dagster.yaml. Empty lists and what is undefined are left out.
 *
 * @example
 * dagsterNames(runDefaults.retries, { maxRetries: 2 }); // { enabled: false, max_retries: 2, … }
 */
export function dagsterNames(defaults: object, settings: object = {}): Record<string, unknown> {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    Object.entries({ ...defaults, ...Object.fromEntries(given) })
      .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => [
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value as unknown,
      ]),
  );
}
