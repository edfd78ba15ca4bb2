/** Something that went wrong: a launch, a run's container, or a host. */
export type Failure = {
  /** Counts up; the same failure keeps its own when it comes again. */
  id: number;
  /** When it happened last, in milliseconds since the epoch. */
  at: number;
  kind: "launch" | "run" | "host";
  /** Stable, such as `IMAGE_NOT_FOUND`. */
  code: string;
  /** One line. */
  message: string;
  hostName: string | null;
  runId: string | null;
  /** Given for a run's container that has ended: its log may be there still. */
  containerId: string | null;
  jobName: string | null;
  /** How often, as when a queued run is tried again and again. */
  count: number;
};

/** A failure as it is reported. */
export type NewFailure = Omit<Failure, "id" | "count">;

/** More is cut off: an engine's answer may be a page long. */
const longest = 400;

/** The latest failures, a few dozen. The same one of the same run or host is kept once and counted. */
export class Failures {
  readonly #most: number;
  #kept: Failure[] = [];
  #next = 1;

  /** @param most How many are kept. Default: 50. */
  constructor(most = 50) {
    this.#most = most;
  }

  add(failure: NewFailure): void {
    const same = this.#kept.find((one) => isSame(one, failure));
    const kept = this.#kept.filter((one) => one !== same);
    const message = oneLine(failure.message);
    const { id, count } = same ?? { id: this.#next++, count: 0 };
    this.#kept = [{ ...failure, message, id, count: count + 1 }, ...kept].slice(0, this.#most);
  }

  /** The latest first. */
  all(): readonly Failure[] {
    return this.#kept;
  }
}

function isSame(one: NewFailure, other: NewFailure): boolean {
  return (
    one.kind === other.kind &&
    one.code === other.code &&
    one.runId === other.runId &&
    one.hostName === other.hostName
  );
}

/** The text on one line, without control characters, cut off where it is too long. */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, longest + 1);
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
