import { z } from "zod";
import { runDefaults } from "../../components/launcherConfig/runSettings.ts";
import { defaulted, seconds, text } from "./values.ts";

const { queue, monitoring, retries } = runDefaults;

const tagConcurrencyLimit = z.strictObject({
  key: text.describe("The tag's key."),
  value: z
    .union([
      text,
      z.strictObject({
        applyLimitPerUniqueValue: z.boolean().describe("A limit for each value of the tag."),
      }),
    ])
    .optional()
    .describe(
      "One value of the tag, or `applyLimitPerUniqueValue: true` for each of them. Default: all together.",
    ),
  limit: z.int().min(0).describe("Runs with that tag in progress at once."),
});

/** `run_coordinator` of dagster.yaml: the queue. */
export const runQueueSchema = defaulted(
  z.strictObject({
    dequeueIntervalSeconds: seconds
      .default(queue.dequeueIntervalSeconds)
      .describe("How often the daemon looks into the queue."),
    dequeueUseThreads: z
      .boolean()
      .default(queue.dequeueUseThreads)
      .describe("Launch several runs at once, so that one slow host holds up no other."),
    dequeueNumWorkers: z
      .int()
      .min(1)
      .optional()
      .describe("Runs that are launched at once. Default: Python's own."),
    maxUserCodeFailureRetries: z
      .int()
      .min(0)
      .default(queue.maxUserCodeFailureRetries)
      .describe(
        "How often a run goes back to the queue because its host or code location cannot be reached.",
      ),
    userCodeFailureRetryDelay: seconds
      .default(queue.userCodeFailureRetryDelay)
      .describe("Seconds before it is tried again."),
    tagConcurrencyLimits: z.array(tagConcurrencyLimit).default([]).describe("Limits for runs by their tags."),
  }),
);

/** `run_monitoring` of dagster.yaml. */
export const runMonitoringSchema = defaulted(
  z.strictObject({
    enabled: z.boolean().default(monitoring.enabled).describe("Notice run containers that have died."),
    pollIntervalSeconds: seconds
      .default(monitoring.pollIntervalSeconds)
      .describe("How often runs are looked at. The launcher answers from memory."),
    startTimeoutSeconds: seconds
      .default(monitoring.startTimeoutSeconds)
      .describe("A run that has not started by then fails; image pulls count."),
    cancelTimeoutSeconds: seconds
      .default(monitoring.cancelTimeoutSeconds)
      .describe("A run that has not ended by then, once canceled, is ended."),
    maxResumeRunAttempts: z
      .int()
      .min(0)
      .default(monitoring.maxResumeRunAttempts)
      .describe("How often a run whose container died is resumed in a new one; 0 lets it fail at once."),
    maxRuntimeSeconds: seconds.optional().describe("A run that lasts longer fails. Default: no limit."),
  }),
);

/** `run_retries` of dagster.yaml. */
export const runRetriesSchema = defaulted(
  z.strictObject({
    enabled: z.boolean().default(retries.enabled).describe("Run failed runs again."),
    maxRetries: z
      .int()
      .min(0)
      .default(retries.maxRetries)
      .describe("How often, unless the run's tag `dagster/max_retries` says so."),
    retryOnAssetOrOpFailure: z
      .boolean()
      .default(retries.retryOnAssetOrOpFailure)
      .describe("False: only runs whose container died, not those whose code failed."),
  }),
);
