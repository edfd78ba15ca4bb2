import { setTimeout as sleep } from "node:timers/promises";

/**
 * The result of some work, or what `late` makes when it takes too long. The work itself is not stopped: it must be bounded by
 * itself.
 *
 * @throws The signal's reason, when that comes first.
 */
export async function withLimit<T>(
  work: () => Promise<T>,
  seconds: number,
  late: () => T,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const timer = sleep(seconds * 1000, undefined, { signal: either }).then(late, () => {
    signal.throwIfAborted();
    return late();
  });
  try {
    return await Promise.race([work(), timer]);
  } finally {
    over.abort();
    // Nobody waits for it any more.
    timer.catch(() => undefined);
  }
}
