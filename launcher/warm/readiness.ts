import type { DockerHost } from "../docker/port.ts";

/** Processor time, in nanoseconds per millisecond, below which a worker waits for a run. */
const quiet = 20_000;
/** A worker that is not quiet after this time is taken as it is. */
const patienceMs = 60_000;

type Sample = { first: number; at: number; cpuNanos: number };

/**
 * Which workers have imported everything. A worker must not write anything before its run, so it is watched from
 * outside: while it imports it uses the processor, and then it does not.
 */
export class Readiness {
  readonly #samples = new Map<string, Sample>();
  /** Ready workers, with their memory in bytes. */
  readonly #ready = new Map<string, number>();

  has(id: string): boolean {
    return this.#ready.has(id);
  }

  /** What the ready ones of these workers take, in bytes. */
  memory(ids: readonly string[]): number {
    return ids.reduce((sum, id) => sum + (this.#ready.get(id) ?? 0), 0);
  }

  /** Looks at a worker once; two looks are needed. */
  async look(docker: DockerHost, id: string, now: number): Promise<void> {
    if (this.#ready.has(id)) return;
    const { cpuNanos, memoryBytes } = await docker.usage(id);
    const before = this.#samples.get(id);
    this.#samples.set(id, { first: before?.first ?? now, at: now, cpuNanos });
    if (before === undefined || cpuNanos === 0) return;
    const isQuiet = cpuNanos - before.cpuNanos < quiet * (now - before.at);
    if (!isQuiet && now - before.first < patienceMs) return;
    this.#samples.delete(id);
    this.#ready.set(id, memoryBytes);
  }

  /** Forgets all workers but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const known of [this.#samples, this.#ready]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
  }
}
