import { logLevels, logModules } from "../config/index.ts";
import type { LogLevel, LogLevelConfig, LogModule } from "../config/index.ts";
import { LauncherError } from "../error.ts";

/** The level of every module. */
export type Levels = Record<LogModule, LogLevel>;

/**
 * The levels that are in force: of the environment variable the module's own, else its default; then the same of
 * `log_level` in dagster.yaml; else `info`.
 *
 * @param variable `DAGSTER_MULTIHOST_LOG_LEVEL`: a level, entries `MODULE=LEVEL`, or both, with commas between them.
 * @throws LauncherError `LOG_LEVEL_INVALID` when the variable has another form.
 *
 * @example
 * moduleLevels("warn,watch=debug", {}); // { watch: "debug", api: "warn", … }
 */
export function moduleLevels(variable = "", configured: LogLevelConfig = {}): Levels {
  const set = parseVariable(variable);
  const level = (module: LogModule): LogLevel =>
    set[module] ?? set.default ?? configured[module] ?? configured.default ?? "info";
  return {
    ...{ api: level("api"), config: level("config"), runs: level("runs") },
    ...{ warm: level("warm"), watch: level("watch") },
  };
}

function parseVariable(variable: string): LogLevelConfig {
  const entries = variable.split(",").filter((entry) => entry.trim() !== "");
  return Object.assign({}, ...entries.map(parseEntry)) as LogLevelConfig;
}

function parseEntry(entry: string): LogLevelConfig {
  const [one = "", other] = entry.split("=").map((part) => part.trim());
  const [module, level] = other === undefined ? ["default", one] : [one, other];
  const known = ["default", ...logModules].includes(module) && logLevels.some((name) => name === level);
  if (known) return { [module]: level };
  throw new LauncherError(
    "LOG_LEVEL_INVALID",
    `DAGSTER_MULTIHOST_LOG_LEVEL has '${entry.trim()}'. Write a level (${logLevels.join(", ")}), or MODULE=LEVEL ` +
      `with one of ${logModules.join(", ")}, such as info,watch=debug.`,
  );
}
