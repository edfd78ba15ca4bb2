import type { ContainerTable } from "../watch/containerTable.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";

/** How long a container counts as fresh: its start is asked for a moment after its creation. */
const freshMs = 60_000;

/**
 * Containers that this launcher has just created and that nobody has started: they are as they were made, so that their
 * start needs no look at them first.
 */
export class FreshContainers {
  readonly #clock: Clock;
  readonly #made = new Map<string, { runId: string; until: number }>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Remembers a container with all of its networks. */
  add(id: string, runId: string): void {
    this.#forgetOld();
    this.#made.set(id, { runId, until: this.#clock.now() + freshMs });
  }

  /** Whether it is fresh, and the run's own. Only the first who asks is told so: from then on it may have been started. */
  take(id: string, runId: string, table: ContainerTable): boolean {
    const made = this.#made.get(id);
    this.#made.delete(id);
    if (made?.runId !== runId || made.until < this.#clock.now()) return false;
    return table.get(id)?.status === "created";
  }

  /** The oldest come first. */
  #forgetOld(): void {
    for (const [id, { until }] of this.#made) {
      if (until >= this.#clock.now()) return;
      this.#made.delete(id);
    }
  }
}
