import { pino } from "pino";
import type { Logger } from "pino";
import { withoutSecrets } from "./withoutSecrets.ts";

/** How the lines of a log are written. */
export type LogOptions = {
  /** Values that no line may have. Asked for at every line. */
  secrets?: () => readonly string[];
  /** Takes each line. Default: standard output. */
  write?: (line: string) => void;
};

/** Fields that might hold a secret, wherever somebody puts them. */
const secretFields = ["password", "env", "command", "authconfig", "authorization"];

/** A log of JSON lines. Whatever might hold a secret is left out. */
export function createLogger(level = "info", { secrets = () => [], write }: LogOptions = {}): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "[redacted]",
    },
    serializers: {
      err: ({ message, name, code }: { message?: string; name?: string; code?: string }) => ({
        name,
        code,
        message,
      }),
    },
    hooks: { streamWrite: (line: string) => withoutSecrets(line, secrets()) },
  };
  return write === undefined ? pino(options) : pino(options, { write });
}
