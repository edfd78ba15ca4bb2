import { z } from "zod";
import { attempt, containerId, name, runId, time } from "./fields.ts";

const fields = {
  status: z
    .enum(["RUNNING", "SUCCESS", "FAILED", "NOT_FOUND", "UNKNOWN"])
    .describe("`UNKNOWN`: the host cannot be asked; it never means that the run failed."),
  exit_code: z.int().nullable().describe("Null unless the container has ended."),
  oom_killed: z.boolean().describe("Whether the container ran out of memory."),
  message: z.string().describe("One sentence for a person."),
  log_tail: z.array(z.string()).describe("Last lines of a container that failed; else empty."),
  container_id: z.string().nullable(),
  host_name: z.string().nullable(),
};

/** The answer to `GET /v1/runs/{run_id}/health`. */
export const healthSchema = z
  .object(fields)
  .meta({ id: "Health", description: "How the run's latest container fares." });

/** The body of `POST /v1/health`. Names come from tags that anybody may set: a wrong one must not spoil the others' answer. */
export const batchBody = z.strictObject({
  runs: z
    .array(
      z.strictObject({
        run_id: z.string(),
        attempt: attempt.nullish(),
        host_name: z.string().nullish(),
        container_id: z.string().nullish(),
      }),
    )
    .min(1)
    .max(1000),
});

/** The answer to `POST /v1/health`. */
export const batchSchema = z
  .object({
    runs: z.array(
      z
        .object({ run_id: z.string(), ...fields })
        .meta({ id: "RunHealth", description: "Health of one run." }),
    ),
  })
  .describe("The runs' health, in the order of the request.");

/** What is checked of each run of the batch on its own. */
export const batchTarget = z.object({
  run_id: runId,
  attempt: attempt.nullish(),
  host_name: name.nullish(),
  container_id: containerId.nullish(),
});

/** Which configuration is in force. */
export const configSchema = z
  .object({
    digest: z.string().describe("Changes with the configuration."),
    hosts: z.array(z.string()).describe("`host_name` of every Docker host."),
    locations: z.array(z.string()).describe("The code locations that are mapped to a host."),
    loaded_at: time,
    error: z.string().nullable().describe("Why the newest dagster.yaml is not in force; null when it is."),
    status_url: z
      .string()
      .nullable()
      .describe("The status page as browsers reach it; null when there is none, or when it is not known."),
    webserver_url: z.string().nullable().describe("Dagster's web interface as browsers reach it."),
  })
  .meta({ id: "Configuration", description: "The configuration that is in force." });

/** The answer to `GET /v1/health`. */
export const launcherSchema = z
  .object({
    status: z.literal("ok"),
    version: z.string(),
    pid: z.int(),
    config: configSchema,
  })
  .meta({ id: "Launcher", description: "The launcher answers." });

/** The answer to `GET /v1/runs/{run_id}/debug`. */
export const debugSchema = z
  .object({ text: z.string() })
  .describe("State and last log lines of the container, as text.");
