import { z } from "zod";

/** A name that may not be empty, as of a host, a job or a code location. */
export const name = z.string().min(1);

/** A container's id, as Docker writes it. */
export const containerId = z
  .string()
  .regex(/^[0-9a-f]{12,64}$/, "must be a container id in hexadecimal digits.")
  .describe("The container's id, 12 to 64 hexadecimal digits.");

/** The run's id becomes part of the container's name. */
export const runId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/, "must be the id of a run.")
  .describe("The id of the Dagster run.");

/** The path of a route about one run. */
export const runParameters = z.object({ run_id: runId });

/** Which launch of the run is meant. */
export const attempt = z.int().min(0).describe("0 is the first launch, n the n-th resume.");

/** A point in time in an answer. */
export const time = z.string().meta({ format: "date-time", description: "In ISO 8601." });

/** In a query, a flag is a word. */
export const flag = z.enum(["true", "false"]).default("false");

/** The query that says which of a run's containers is meant. */
export const targetQuery = z.strictObject({
  attempt: z.coerce.number().int().min(0).optional().describe("Only this launch of the run."),
  host_name: name.optional().describe("Only this host. Default: all hosts are searched by label."),
  container_id: containerId.optional(),
});

/** An event for the person who watches the run. */
export const eventSchema = z
  .object({ level: z.enum(["info", "warning"]), message: z.string() })
  .meta({ id: "Event", description: "A message for the person who watches the run." });
