import { z } from "zod";
import { failureSchema } from "./failure.ts";
import { attempt, containerId, eventSchema, name } from "./fields.ts";

/** The body of `POST /v1/runs/{run_id}/create`. */
export const createBody = z.strictObject({
  attempt: attempt.default(0),
  job_name: name,
  location_name: name.describe("The code location, which decides about the host."),
  image: z.string().describe("An image reference, such as `registry.example.com/etl:1.4`."),
  command: z.array(z.string()).min(1).describe("The container's command; never logged."),
  tags: z
    .record(z.string(), z.string())
    .default({})
    .describe("Tags of the run. Those that begin with `multihost/` set options of its container."),
  env: z
    .record(z.string().regex(/^[^=\0]+$/, "must be the name of a variable."), z.string())
    .default({})
    .describe("Variables that Dagster gives; they win over all others."),
  instance_id: name.nullish().describe("The Dagster deployment. Without it, no cleanup finds the container."),
  container_context: z
    .record(z.string(), z.unknown())
    .nullish()
    .describe("Dagster's `docker` container context of the code location."),
  pinned_host: name
    .nullish()
    .describe(
      "The host on which a container of this run and attempt may have been started before. No other host is looked at.",
    ),
  grpc_port: z
    .int()
    .min(1)
    .max(65_535)
    .nullish()
    .describe("Port of the code location's gRPC server, by which its container is found."),
  announce: z
    .boolean()
    .default(false)
    .describe(
      "Whether to tell, by lines `announced`, which warm worker is about to be taken, so that it can be recorded meanwhile.",
    ),
});

/** The container that was created, or found. */
export const createdSchema = z
  .object({
    container_id: z.string(),
    container_name: z.string(),
    host_name: z.string(),
    image: z.string(),
    existed: z.boolean().describe("Whether an earlier request had created it."),
    warm: z.boolean().describe("Whether it is a warm worker, which runs already and waits for the start."),
  })
  .meta({ id: "Created", description: "The run's container, which is not started yet." });

/** The warm worker that is about to be taken for a run. */
export const announcedSchema = z
  .object({ container_id: z.string(), container_name: z.string(), host_name: z.string() })
  .nullable()
  .meta({
    id: "Announced",
    description:
      "The warm worker that is about to be taken, unless the lines that follow say otherwise; null takes it back.",
  });

/** One line of the answer to `create`. */
export const createLine = z
  .union([
    z.object({ event: eventSchema }),
    z.object({ announced: announcedSchema }),
    z.object({ result: createdSchema }),
    z.object({ error: failureSchema }),
  ])
  .meta({
    id: "CreateLine",
    description: "Events and announcements as they happen; the last line is the result or the error.",
  });

/** The body of `POST /v1/runs/{run_id}/start`. */
export const startBody = z.strictObject({
  attempt: attempt.default(0),
  host_name: name,
  container_id: containerId,
});

/** The answer to `start`. */
export const startedSchema = z
  .object({
    container_id: z
      .string()
      .describe("Another one than was asked for, when a warm worker had ended before it was started."),
    host_name: z.string(),
    already_running: z
      .boolean()
      .describe("Whether it had been started before, also when it has ended since."),
  })
  .meta({ id: "Started", description: "The container was started." });

/** The body of `POST /v1/runs/{run_id}/terminate`. */
export const terminateBody = z.strictObject({
  host_name: name.nullish().describe("Only this host. Default: all hosts are searched by label."),
  container_id: containerId.nullish(),
});

/** The answer to `terminate`. */
export const terminatedSchema = z
  .object({
    outcome: z.enum(["stopped", "already_stopped", "not_found"]),
    host_name: z.string().nullable(),
    container_id: z.string().nullable(),
  })
  .meta({ id: "Terminated", description: "What became of the run's latest container." });
