/** The launches of one minute. Times are in milliseconds since the epoch, durations in milliseconds. */
export type LatencyPoint = { at: number; count: number; median: number; p95: number; slowest: number };

type Bucket = { count: number; slowest: number; steps: Map<number, number> };

const minuteMs = 60_000;
/** Two neighbouring steps differ by a tenth: what is read back is at most 5 % off. */
const growth = 1.1;
const mostMs = 3_600_000;

/**
 * How long launches took, for each minute of the last hours. What it keeps is bounded, however many launches there are:
 * for each minute, how many fell into each of at most 160 steps.
 */
export class LatencyHistory {
  readonly #minutes: number;
  readonly #buckets = new Map<number, Bucket>();

  /** @param minutes How many minutes are kept. Default: six hours. */
  constructor(minutes = 360) {
    this.#minutes = minutes;
  }

  /** Adds a launch that ended at a time, in milliseconds since the epoch, and took so many milliseconds. */
  record(at: number, durationMs: number): void {
    const minute = Math.floor(at / minuteMs);
    const duration = Math.min(Math.max(durationMs, 1), mostMs);
    const bucket = this.#buckets.get(minute) ?? { count: 0, slowest: 0, steps: new Map<number, number>() };
    const step = Math.round(Math.log(duration) / Math.log(growth));
    bucket.count++;
    bucket.slowest = Math.max(bucket.slowest, Math.round(duration));
    bucket.steps.set(step, (bucket.steps.get(step) ?? 0) + 1);
    this.#buckets.set(minute, bucket);
    this.#forget(minute);
  }

  /** The minutes in which there were launches, the earliest first. */
  points(now: number): LatencyPoint[] {
    this.#forget(Math.floor(now / minuteMs));
    return [...this.#buckets]
      .toSorted(([one], [other]) => one - other)
      .map(([minute, { count, slowest, steps }]) => {
        const quantile = (share: number): number => Math.min(slowest, quantileOf(steps, count, share));
        return { at: minute * minuteMs, count, median: quantile(0.5), p95: quantile(0.95), slowest };
      });
  }

  /** The whole time that is kept, as one: undefined when there was no launch. */
  total(now: number): Omit<LatencyPoint, "at"> | undefined {
    this.#forget(Math.floor(now / minuteMs));
    const steps = new Map<number, number>();
    let count = 0;
    let slowest = 0;
    for (const bucket of this.#buckets.values()) {
      count += bucket.count;
      slowest = Math.max(slowest, bucket.slowest);
      for (const [step, many] of bucket.steps) steps.set(step, (steps.get(step) ?? 0) + many);
    }
    if (count === 0) return undefined;
    const quantile = (share: number): number => Math.min(slowest, quantileOf(steps, count, share));
    return { count, median: quantile(0.5), p95: quantile(0.95), slowest };
  }

  #forget(minute: number): void {
    for (const old of this.#buckets.keys()) if (old <= minute - this.#minutes) this.#buckets.delete(old);
  }
}

/** The duration that at least this share of the launches did not exceed, but for the width of a step. */
function quantileOf(steps: ReadonlyMap<number, number>, count: number, share: number): number {
  let seen = 0;
  for (const [step, many] of [...steps].toSorted(([one], [other]) => one - other)) {
    seen += many;
    if (seen >= share * count) return Math.round(growth ** step);
  }
  return 0;
}
