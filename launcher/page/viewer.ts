import { PassThrough } from "node:stream";
import type { Readable } from "node:stream";
import type { Changes } from "./changes.ts";

/** A reader who takes nothing for so long is sent away, and comes back by himself. */
const patienceMs = 30_000;

/** One reader of the events. He is sent the next change when he has taken the last one: a slow one misses steps in between. */
export class Viewer {
  readonly stream: Readable;
  readonly #out = new PassThrough();
  #seen = 0;
  #busySince: number | undefined;
  #spokenAt = 0;
  /** How long a browser waits before it connects again. */
  #first = "retry: 2000\n";

  constructor() {
    this.stream = this.#out;
  }

  /**
   * Sends what has changed since the last time, or a sign of life after a while without a change.
   *
   * @param beatMs After how many milliseconds.
   */
  send(changes: Changes, now: number, beatMs: number): void {
    if (this.#isBusy(now)) return;
    const change = changes.since(this.#seen);
    if (change !== undefined) this.#write("change", { at: now, sections: change }, now);
    else if (now - this.#spokenAt >= beatMs) this.#write("beat", { at: now }, now);
    this.#seen = changes.version;
  }

  end(): void {
    this.#out.end();
  }

  #isBusy(now: number): boolean {
    const waiting = this.#out.readableLength + this.#out.writableLength > 0;
    if (!waiting) this.#busySince = undefined;
    else if (this.#busySince === undefined) this.#busySince = now;
    else if (now - this.#busySince > patienceMs) this.#out.destroy();
    return waiting;
  }

  #write(event: string, data: object, now: number): void {
    this.#spokenAt = now;
    this.#out.write(`${this.#first}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    this.#first = "";
  }
}
