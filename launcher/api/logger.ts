import { pino } from "pino";
import type { Logger } from "pino";

/** JSON lines on standard output. Whatever might hold a secret is left out. */
export function createLogger(level = "info"): Logger {
  return pino({
    level,
    base: { pid: process.pid },
    redact: {
      paths: [
        "password",
        "*.password",
        "*.*.password",
        "env",
        "*.env",
        "command",
        "*.command",
        "authconfig",
        "*.authconfig",
      ],
      censor: "[redacted]",
    },
    serializers: {
      err: ({ message, name, code }: { message?: string; name?: string; code?: string }) => ({
        name,
        code,
        message,
      }),
    },
  });
}
