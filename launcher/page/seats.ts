import type { Readable } from "node:stream";
import { LauncherError } from "../error.ts";

/** How many logs the page may follow at once: of all hosts together, and of each, which has four readers in all. */
const mostLogs = 16;
const mostOfHost = 3;

/** Counts the logs that are being followed for the page. */
export class LogSeats {
  readonly #open = new Map<Readable, string>();
  readonly #pending: string[] = [];

  /**
   * Opens a log unless there are too many.
   *
   * @throws LauncherError `LOG_READERS_TOO_MANY`.
   */
  async take(hostName: string, open: () => Promise<Readable>): Promise<Readable> {
    const taken = [...this.#open.values(), ...this.#pending];
    const here = taken.filter((name) => name === hostName).length;
    if (taken.length >= mostLogs || here >= mostOfHost) {
      const message = `The status page shows ${taken.length} logs already, ${here} of them of host '${hostName}'. Close one of them, or wait.`;
      throw new LauncherError("LOG_READERS_TOO_MANY", message, { retryable: true });
    }
    this.#pending.push(hostName);
    try {
      const stream = await open();
      this.#open.set(stream, hostName);
      return stream.once("close", () => this.#open.delete(stream));
    } finally {
      this.#pending.splice(this.#pending.indexOf(hostName), 1);
    }
  }

  /** Ends all of them. */
  close(): void {
    for (const stream of this.#open.keys()) stream.destroy();
  }
}
