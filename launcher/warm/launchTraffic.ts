import type { Clock } from "../runs/clock.ts";

/** After a launch the run's own imports and first steps want the processor. */
const restMs = 500;
/** Launches that follow each other without a pause must not keep the stock empty for ever. */
const patienceMs = 5_000;

/** Tells when a host has time to make a worker. */
export class LaunchTraffic {
  readonly #clock: Clock;
  #underWay = 0;
  #last = -Infinity;
  /** Since when there was no pause. */
  #since = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A launch begins; call the result when it ends. */
  begin(): () => void {
    const now = this.#clock.now();
    if (this.#underWay === 0 && now - this.#last >= restMs) this.#since = now;
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
      this.#last = this.#clock.now();
    };
  }

  /** Whether launches are under way or were a moment ago, and have not gone on for too long. */
  isHeavy(): boolean {
    const now = this.#clock.now();
    const isBusy = this.#underWay > 0 || now - this.#last < restMs;
    return isBusy && now - this.#since < patienceMs;
  }
}
