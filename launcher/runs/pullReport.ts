import type { PullProgress } from "../docker/port.ts";
import type { Clock } from "./clock.ts";
import type { Emit } from "./requests.ts";

/** Each event is a row of Dagster's event log. */
const intervalMs = 10_000;

/** Tells everybody who waits for one pull how far it is: every 10 seconds at most, and nothing of a shorter pull. */
export class PullReport {
  readonly #what: string;
  readonly #clock: Clock;
  readonly #waiting = new Set<Emit>();
  #toldAt: number;

  /** @param what What is being pulled, such as `image 'app:1' on 'host-b'`. */
  constructor(what: string, clock: Clock) {
    this.#what = what;
    this.#clock = clock;
    this.#toldAt = clock.now();
  }

  /** @returns A function that ends it, and tells whether others are waiting still. */
  join(emit: Emit): () => boolean {
    this.#waiting.add(emit);
    return () => {
      this.#waiting.delete(emit);
      return this.#waiting.size > 0;
    };
  }

  update(progress: PullProgress): void {
    const now = this.#clock.now();
    if (now - this.#toldAt < intervalMs) return;
    this.#toldAt = now;
    const message = `Pulling ${this.#what}: ${describe(progress)}`;
    for (const emit of this.#waiting) emit({ level: "info", message });
  }
}

function describe({ layersDone, layers, bytesDone, bytes }: PullProgress): string {
  if (layers === 0) return "the registry is being asked";
  return `${layersDone} of ${layers} layers done, ${megabytes(bytesDone)} of ${megabytes(bytes)} MB downloaded`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
}
