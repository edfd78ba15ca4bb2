import { z } from "zod";
import { logSize, memory } from "./values.ts";

/** Options of one service's container: of Dagster's own services and of code locations' gRPC servers. */
export const serviceOptionsSchema = z.strictObject({
  memory: memory
    .optional()
    .describe("The most memory that the container may use, such as `2g`. Default: no limit."),
  cpus: z
    .number()
    .positive()
    .optional()
    .describe("The most CPUs that the container may use, such as 1.5. Default: no limit."),
  restart: z
    .enum(["unless-stopped", "always", "on-failure", "no"])
    .optional()
    .describe("Docker's restart policy. Default: `unless-stopped`."),
  logMaxSize: logSize
    .optional()
    .describe("The size at which the container's log is rotated. Default: `10m`."),
  logMaxFiles: z
    .int()
    .min(1)
    .optional()
    .describe("How many files of the container's log are kept. Default: 3."),
});
