import { LauncherError } from "../error.ts";

/**
 * Does some work that Ctrl-C or SIGTERM ends, so that it can clean up behind itself. A second signal ends the process.
 *
 * @throws LauncherError `INTERRUPTED` when it was ended so, after the work has returned.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const stop = (): void => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(
      new LauncherError("INTERRUPTED", "It was interrupted; what it had started is cleaned up."),
    );
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await work(interrupted.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
