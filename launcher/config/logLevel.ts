import { z } from "zod";

/** The parts of the launcher whose log levels can be set. */
export const logModules = ["api", "config", "runs", "warm", "watch"] as const;

/** A part of the launcher that logs. */
export type LogModule = (typeof logModules)[number];

/** How much is logged, from most to nothing. */
export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

/** A level of pino. */
export type LogLevel = (typeof logLevels)[number];

const level = z.enum(logLevels).optional();

/** `log_level`: the level of everything, and those of single modules. */
export const logLevelSchema = z.strictObject({
  default: level,
  api: level,
  config: level,
  runs: level,
  warm: level,
  watch: level,
});

/** The levels that were set; what was not is `info`. */
export type LogLevelConfig = z.output<typeof logLevelSchema>;
