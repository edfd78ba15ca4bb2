import type { ContainerTable } from "../watch/containerTable.ts";
import type { Clock } from "./clock.ts";

/** How long a place is kept for a run whose container is created but does not start. */
const keptMs = 60_000;

/** Places on hosts that are taken by runs which are being launched, so that simultaneous launches spread. */
export class Reservations {
  readonly #clock: Clock;
  readonly #hosts = new Map<string, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a place on a host for the container of this name. */
  take(hostName: string, containerName: string): void {
    const taken = this.#hosts.get(hostName) ?? new Map<string, number>();
    taken.set(containerName, this.#clock.now() + keptMs);
    this.#hosts.set(hostName, taken);
  }

  release(hostName: string, containerName: string): void {
    this.#hosts.get(hostName)?.delete(containerName);
  }

  /** How many places are taken by containers that have not started yet. */
  count(hostName: string, table: ContainerTable): number {
    const taken = this.#hosts.get(hostName);
    if (taken === undefined) return 0;
    for (const [name, until] of taken) {
      const status = table.byName(name)?.status;
      if (until < this.#clock.now() || (status !== undefined && status !== "created")) taken.delete(name);
    }
    return taken.size;
  }
}
