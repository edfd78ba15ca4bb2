import { z } from "zod";

/** The parts of the launcher whose log levels can be set. */
export const logModules = ["api", "config", "runs", "warm", "watch"] as const;

/** A part of the launcher that logs. */
export type LogModule = (typeof logModules)[number];

/** How much is logged, from most to nothing. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** A level of pino. */
export type LogLevel = (typeof logLevels)[number];

const levelOf = (what: string) => z.enum(logLevels).optional().describe(`The level of ${what}.`);

/** `log_level`: the level of everything, and those of single modules. */
export const logLevelSchema = z.strictObject({
  default: levelOf("every module that has none of its own"),
  api: levelOf("the servers, drain, pull and cleanup"),
  config: levelOf("dagster.yaml and its changes"),
  runs: levelOf("launches and stops of runs"),
  warm: levelOf("warm workers"),
  watch: levelOf("hosts, lost and found again"),
});

/** The levels that were set; what was not is `info`. */
export type LogLevelConfig = z.output<typeof logLevelSchema>;
