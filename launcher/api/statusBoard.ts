import type { Clock } from "../runs/clock.ts";
import type { HostStatus } from "../runs/hostStatus.ts";

/** How long an answer is good enough for readers whom nobody authenticated. */
const freshMs = 5000;

/** The hosts' state for many readers: they cannot make the launcher ask the hosts more often than every 5 seconds. */
export class StatusBoard {
  readonly #ask: () => Promise<HostStatus[]>;
  readonly #clock: Clock;
  #askedAt = -Infinity;
  #latest: Promise<HostStatus[]> | undefined;

  constructor(ask: () => Promise<HostStatus[]>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  read(): Promise<HostStatus[]> {
    if (this.#latest === undefined || this.#clock.now() - this.#askedAt > freshMs) {
      this.#askedAt = this.#clock.now();
      this.#latest = this.#ask();
    }
    return this.#latest;
  }
}
