/** Where the seconds of a file went: `up` with previews and refreshes; `waiting` is all that is none of the others. */
export interface Spent {
  up: number;
  destroy: number;
  dagster: number;
  waiting: number;
}

/** What measure.ts writes down of a file. `seconds` includes its hooks, which Vitest leaves out. */
export interface FileTimes {
  file: string;
  seconds: number;
  spent: Spent;
}

/** Counts the time in which at least one of several pieces of work is under way. */
export class Stopwatch {
  #running = 0;
  #since = 0;
  #milliseconds = 0;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get seconds(): number {
    return this.#milliseconds / 1000;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) this.#since = this.#now();
    try {
      return await work();
    } finally {
      if (--this.#running === 0) this.#milliseconds += this.#now() - this.#since;
    }
  }
}
