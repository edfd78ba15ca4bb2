import type { Logger } from "pino";
import type { LogFields } from "../log/fields.ts";

/** How long requests that are under way may take to end. */
const graceMs = 20_000;

/** Resolves at SIGTERM or SIGINT. The process ends after the grace period, or at a second signal, in any case. */
export function untilStopped(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(1);
      stopping = true;
      logger.info({ step: "stop", signal } satisfies LogFields, "Stopping");
      setTimeout(() => process.exit(1), graceMs).unref();
      resolve();
    };
    process.on("SIGTERM", stop).on("SIGINT", stop);
  });
}
