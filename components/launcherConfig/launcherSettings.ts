import type { LogLevel, LogModule } from "../../launcher/config/index.ts";

/** What the launcher does beyond placing runs; its own configuration's fields of these names, see docs/configuration.md. */
export interface LauncherSettings {
  /** Containers of each code location that wait on each host for a run, with Dagster imported. Default 0. */
  defaultWarmWorkers?: number | undefined;
  /** What they import: Dagster, or the location's definitions, too. Default `dagster`. */
  warmPreload?: "dagster" | "definitions" | undefined;
  /** When to pull a run's image. Default `missing`. */
  pullPolicy?: "always" | "missing" | "never" | undefined;
  /** Seconds between a container's stop signal and SIGKILL. Default 30. */
  stopGraceSeconds?: number | undefined;
  /** Seconds in which a Docker daemon must answer. Default 10. */
  requestTimeoutSeconds?: number | undefined;
  /** Lines of a failed container's log that are reported. Default 25. */
  logTailLines?: number | undefined;
  /** How much the launcher logs, as a whole and by module. Default `info`. */
  logLevel?: Partial<Record<LogModule | "default", LogLevel | undefined>> | undefined;
  /** An OTLP receiver for the spans of launches, over HTTP. Default: none. */
  otlpEndpoint?: string | undefined;
  /** Give run containers the variable TRACEPARENT. Default false. */
  traceparentInRuns?: boolean | undefined;
}
