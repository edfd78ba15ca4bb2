import type { Readable } from "node:stream";
import { LauncherError } from "../error.ts";
import { systemClock } from "../runs/clock.ts";
import type { Clock } from "../runs/clock.ts";
import { Changes } from "./changes.ts";
import type { Sections } from "./changes.ts";
import { Viewer } from "./viewer.ts";

/** What a {@link Feed} is made of. Times are in milliseconds. */
export type FeedOptions = {
  /** Reads what is shown, from memory. Called once for all viewers. */
  read: () => Promise<Sections>;
  /** Is told when reading has failed; viewers then see no change. */
  failed?: (error: unknown) => void;
  /** Called every other look, as long as there is a viewer. */
  lookCloser?: () => void;
  clock?: Clock;
  /** Between two looks. Default: 1000. */
  everyMs?: number;
  /** After how long without a change a viewer gets a sign of life. Default: 2000. */
  beatMs?: number;
  /** How many viewers there may be. Default: 32. */
  most?: number;
};

/** Sends all viewers what has changed, once a second; without viewers it does nothing. */
export class Feed {
  readonly #options: Required<FeedOptions>;
  readonly #changes = new Changes();
  readonly #viewers = new Set<Viewer>();
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #reading: Promise<void> | undefined;
  #closed = false;

  constructor(options: FeedOptions) {
    this.#options = {
      ...{
        lookCloser: () => undefined,
        failed: () => undefined,
        clock: systemClock,
        everyMs: 1000,
        beatMs: 2000,
        most: 32,
      },
      ...options,
    };
  }

  /**
   * Adds a viewer.
   *
   * @returns Server-sent events: everything first, then what changes.
   * @throws LauncherError `STATUS_VIEWERS_TOO_MANY`.
   */
  join(): Readable {
    const { most } = this.#options;
    if (this.#viewers.size >= most || this.#closed) {
      const message = `${this.#viewers.size} viewers have the status page open already. Close one of its tabs, or wait.`;
      throw new LauncherError("STATUS_VIEWERS_TOO_MANY", message, { retryable: true });
    }
    const viewer = new Viewer();
    this.#viewers.add(viewer);
    viewer.stream.once("close", () => this.#leave(viewer)).on("error", () => undefined);
    this.#timer ??= setInterval(() => void this.#look(), this.#options.everyMs).unref();
    void this.#look();
    return viewer.stream;
  }

  /** Ends the streams of all viewers. */
  close(): void {
    this.#closed = true;
    for (const viewer of this.#viewers) viewer.end();
    clearInterval(this.#timer);
  }

  #leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const { clock, beatMs, lookCloser } = this.#options;
    if (this.#looks++ % 2 === 0) lookCloser();
    this.#reading ??= this.#read();
    await this.#reading;
    if (this.#closed) return;
    for (const viewer of this.#viewers) viewer.send(this.#changes, clock.now(), beatMs);
  }

  async #read(): Promise<void> {
    try {
      this.#changes.update(await this.#options.read());
    } catch (error) {
      this.#options.failed(error);
    } finally {
      this.#reading = undefined;
    }
  }
}
