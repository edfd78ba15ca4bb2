import type { SystemName } from "../names.ts";

/** One call of launch_run; `failed` says how it ended otherwise. */
export type Timed = {
  /** Milliseconds that the call took. */
  call_ms: number;
  /** When it began, in seconds since the epoch. */
  at: number;
  failed?: string;
};

/** Which runs are to be launched. `tiny`: the worker only sleeps; `example`: it is Dagster's, with the example job. */
export type RunKind = { image: "tiny" | "example"; location?: string };

/** CPU time in milliseconds and memory in MiB of one process. */
export type Usage = { cpu_ms: number; rss_mb: number };

/** One of the systems that are compared, with a process and a database of its own. */
export interface System {
  readonly name: SystemName;
  /** Records runs that are then launched, and returns their ids. */
  prepare(n: number, kind: RunKind): Promise<string[]>;
  launch(runId: string): Promise<Timed>;
  /** Launches all of them, `threads` at once. */
  burst(runIds: string[], threads: number): Promise<{ per_second: number; errors: string[] }>;
  stop(): Promise<void>;
}
