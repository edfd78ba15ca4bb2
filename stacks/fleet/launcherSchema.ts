import { z } from "zod";
import { launcherConfigSchema } from "../../launcher/config/index.ts";

// What is left out is left to the launcher, so its defaults are not written into dagster.yaml.
const {
  default_warm_workers,
  warm_preload,
  pull_policy,
  stop_grace_seconds,
  request_timeout_seconds,
  log_tail_lines,
  log_level,
  otlp_endpoint,
  traceparent_in_runs,
} = launcherConfigSchema.shape;

/** Fields of the launcher's own configuration that a fleet may set. */
export const launcherSettingsSchema = z
  .strictObject({
    defaultWarmWorkers: default_warm_workers
      .unwrap()
      .optional()
      .describe(
        "Containers of each code location that wait on each host for a run, with Dagster imported. Default: 0.",
      ),
    warmPreload: warm_preload
      .unwrap()
      .optional()
      .describe("What they import: `dagster`, or the location's `definitions`, too. Default: `dagster`."),
    pullPolicy: pull_policy
      .unwrap()
      .optional()
      .describe("When to pull a run's image: `always`, `missing` or `never`. Default: `missing`."),
    stopGraceSeconds: stop_grace_seconds
      .unwrap()
      .optional()
      .describe("Seconds between a container's stop signal and SIGKILL. Default: 30."),
    requestTimeoutSeconds: request_timeout_seconds
      .unwrap()
      .optional()
      .describe("Seconds in which a Docker daemon must answer. Default: 10."),
    logTailLines: log_tail_lines
      .unwrap()
      .optional()
      .describe("Lines of a failed container's log that are reported. Default: 25."),
    logLevel: log_level
      .unwrap()
      .optional()
      .describe("How much the launcher logs: `default`, and by module, see logging.md. Default: `info`."),
    otlpEndpoint: otlp_endpoint.describe(
      "An OTLP receiver for the spans of launches, over HTTP, see tracing.md. Default: none.",
    ),
    traceparentInRuns: traceparent_in_runs
      .unwrap()
      .optional()
      .describe("Give run containers the variable TRACEPARENT. Default: false."),
  })
  .default({});
