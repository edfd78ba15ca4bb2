import { z } from "zod";
import { name, time } from "./fields.ts";

const instanceId = name.describe("The Dagster deployment whose containers are meant.");
const runIds = z.array(name).default([]);
const status = z
  .enum(["created", "running", "paused", "restarting", "removing", "exited", "dead"])
  .describe("As Docker names it.");

/** The query of `GET /v1/containers`. */
export const containersQuery = z.strictObject({
  instance_id: instanceId.optional().describe("Only this Dagster deployment. Default: all of them."),
});

/** The body of `POST /v1/cleanup`. Without the id of a deployment nothing is cleaned up: another one's must never be. */
export const cleanupBody = z.strictObject({
  instance_id: instanceId,
  host_name: name.nullish().describe("Only this host. Default: all hosts."),
  max_age_hours: z
    .number()
    .min(0)
    .default(24)
    .describe("Age from which a container that has ended is removed."),
  dry_run: z.boolean().default(false).describe("Answers what would be done, and does nothing."),
  active_run_ids: runIds.describe("Runs that have not ended: their containers are left alone."),
  ended_run_ids: runIds.describe("Runs that have ended: containers of theirs that run are stopped."),
});

const skippedSchema = z
  .object({ host_name: z.string(), error: z.string() })
  .meta({ id: "UnreachableHost", description: "A host that could not be asked." });

/** The answer to `GET /v1/containers`. */
export const containersSchema = z
  .object({
    containers: z.array(
      z
        .object({
          host_name: z.string(),
          container_id: z.string(),
          container_name: z.string(),
          run_id: z.string(),
          attempt: z.int(),
          job_name: z.string(),
          location_name: z.string(),
          instance_id: z.string().nullable().describe("The Dagster deployment; null when it has none."),
          status,
          image: z.string(),
          created: time,
        })
        .meta({ id: "Container", description: "A run container." }),
    ),
    unreachable: z.array(skippedSchema),
  })
  .describe("Run containers on all hosts that answered.");

/** The answer to `POST /v1/cleanup`. */
export const cleanupSchema = z
  .object({
    dry_run: z.boolean(),
    counts: z.object({ removed: z.int(), stopped: z.int(), kept: z.int(), failed: z.int() }),
    containers: z.array(
      z
        .object({
          host_name: z.string(),
          container_id: z.string(),
          run_id: z.string(),
          status,
          image: z.string(),
          created: time,
          finished_at: time.nullable(),
          exit_code: z.int().nullable(),
          action: z.enum(["kept", "removed", "stopped", "failed"]),
          reason: z.string(),
        })
        .meta({ id: "CleanedContainer", description: "What was done with a container, and why." }),
    ),
    unreachable: z.array(skippedSchema),
  })
  .meta({ id: "Cleanup", description: "What was done on the hosts that answered." });
