import { z } from "zod";
import { streamed } from "./answer.ts";
import { flag, targetQuery } from "./fields.ts";

/** The query of `GET /v1/runs/{run_id}/logs`. */
export const logQuery = targetQuery.extend({
  follow: flag.describe("Whether to go on until the container ends."),
  tail: z.coerce.number().int().min(0).optional().describe("Only the last lines. Default: all of them."),
});

/** The log as it was written, standard output and error together. */
export const logText = streamed(
  "text/plain",
  z.string().describe("The log of the run's latest container, as text."),
);
