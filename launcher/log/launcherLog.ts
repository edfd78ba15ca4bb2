import type { Logger } from "pino";
import { logModules } from "../config/index.ts";
import type { LauncherConfig, LogModule } from "../config/index.ts";
import { createLogger } from "./logger.ts";
import { moduleLevels } from "./levels.ts";
import type { Levels } from "./levels.ts";
import { secretValues } from "./secretValues.ts";

/** A logger for each part of the launcher. */
export type Loggers = Record<LogModule, Logger>;

/** The launcher's log: one stream of JSON lines, with a level for each module that follows the configuration. */
export class LauncherLog {
  readonly loggers: Loggers;
  readonly #env: NodeJS.ProcessEnv;
  #secrets: readonly string[] = [];

  /**
   * @param env `DAGSTER_MULTIHOST_LOG_LEVEL` and the variables that the configuration names. Default: the process's own.
   * @param write Takes each line. Default: standard output.
   * @throws LauncherError `LOG_LEVEL_INVALID`.
   */
  constructor(env: NodeJS.ProcessEnv = process.env, write?: (line: string) => void) {
    this.#env = env;
    // The parent lets everything through: each module has a level of its own.
    const parent = createLogger("trace", { secrets: () => this.#secrets, ...(write && { write }) });
    const levels = moduleLevels(env["DAGSTER_MULTIHOST_LOG_LEVEL"]);
    const logger = (module: LogModule): Logger => parent.child({ module }, { level: levels[module] });
    this.loggers = {
      ...{ api: logger("api"), config: logger("config"), runs: logger("runs") },
      ...{ warm: logger("warm"), watch: logger("watch") },
    };
  }

  /** Takes over `log_level` of a configuration that came into force, and learns what must not be in any line. */
  configured(config: LauncherConfig): Levels {
    const levels = moduleLevels(this.#env["DAGSTER_MULTIHOST_LOG_LEVEL"], config.log_level);
    for (const module of logModules) this.loggers[module].level = levels[module];
    this.#secrets = secretValues(config, this.#env);
    return levels;
  }
}
