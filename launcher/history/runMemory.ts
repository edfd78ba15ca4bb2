/** What the launcher remembers of a run that it launched. */
export type Remembered = {
  jobName: string;
  /** When the launch began and when the container was started, in milliseconds since the epoch. */
  beganAt: number;
  startedAt?: number;
  /** Whether somebody asked to terminate it. */
  terminated?: boolean;
};

/** The runs that were launched last, by their id: what their containers do not tell. */
export class RunMemory {
  readonly #most: number;
  readonly #runs = new Map<string, Remembered>();

  /** @param most How many runs are kept. Default: 2000. */
  constructor(most = 2000) {
    this.#most = most;
  }

  get(runId: string): Remembered | undefined {
    return this.#runs.get(runId);
  }

  /** Adds to what is remembered of a run. */
  note(runId: string, change: Partial<Remembered> & Pick<Remembered, "jobName" | "beganAt">): void {
    this.#runs.set(runId, { ...this.#runs.get(runId), ...change });
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= this.#most) return;
      this.#runs.delete(oldest);
    }
  }

  /** Adds to what is remembered of a run that is known; of another one nothing is kept. */
  amend(runId: string, change: Partial<Remembered>): void {
    const known = this.#runs.get(runId);
    if (known !== undefined) this.#runs.set(runId, { ...known, ...change });
  }
}
