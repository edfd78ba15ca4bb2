import { z } from "zod";
import { flag, name, time } from "./fields.ts";

/** The path of a route about one host. */
export const hostParameters = z.object({ host_name: name.describe("A `host_name` of `docker_hosts`.") });

/** The query of `GET /v1/hosts`. */
export const hostsQuery = z.strictObject({
  disk: flag.describe("Whether to measure what Docker's data take, which is work for the host."),
  daemon: flag.describe("Whether to ask for dockerd's options."),
});

const bytes = z.number().describe("In bytes.");

const diskSchema = z
  .object({
    images_bytes: bytes,
    containers_bytes: bytes,
    volumes_bytes: bytes,
    build_cache_bytes: bytes,
  })
  .meta({ id: "Disk", description: "What Docker's data take on the host's disk." });

/** One host of `GET /v1/hosts`. What is not known is null. */
export const hostSchema = z
  .object({
    host_name: z.string(),
    docker_url: z.string(),
    locations: z.array(z.string()),
    weight: z.number().describe("A host with twice the weight gets twice the runs."),
    capacity: z.int().nullable().describe("Run containers that it takes at once; null without a limit."),
    labels: z
      .record(z.string(), z.string())
      .describe("What the run tag `multihost/host_labels` may ask for."),
    reachable: z.boolean(),
    version: z.string().nullable().describe("Version of Docker Engine."),
    containers_running: z.int().nullable().describe("Run containers that run now, of all deployments."),
    containers_total: z.int().nullable().describe("Run containers, also those that have ended."),
    warm_idle: z.int().describe("Warm workers that wait for a run and have imported everything."),
    warm_memory_bytes: z.number().describe("What these workers took when they had imported everything."),
    warm_error: z.string().nullable().describe("Why the latest warm worker could not be had."),
    drained: z.boolean().describe("Whether no new run is placed there."),
    drained_since: time.nullable(),
    certificate_expires_at: time
      .nullable()
      .describe("Of the certificate that the host presented, in ISO 8601."),
    certificate_days_left: z.int().nullable().describe("Whole days; negative after the expiry."),
    disk: diskSchema.nullable().describe("Null unless it was asked for, and when it took too long."),
    daemon_options: z
      .record(z.string(), z.union([z.boolean(), z.string(), z.array(z.string())]))
      .nullable()
      .describe(
        "Options that dockerd works by, in the names of daemon.json, as far as it tells. Null unless they were asked for.",
      ),
    error: z.string().nullable().describe("Why the host is not reachable."),
  })
  .meta({ id: "Host", description: "State of one host. What is not known is null." });

/** The answer to `GET /v1/hosts`. */
export const hostsSchema = z.object({ hosts: z.array(hostSchema) }).describe("State of all hosts.");

/** The body of `POST /v1/hosts/{host_name}/pull`. */
export const pullBody = z.strictObject({
  image: z.string().describe("An image reference, such as `registry.example.com/etl:1.4`."),
  keep: z
    .boolean()
    .default(false)
    .describe(
      "Whether the image that the host has will do when it cannot be pulled, as one that was built there.",
    ),
});

/** The answer to `pull`. */
export const pulledSchema = z
  .object({
    host_name: z.string(),
    image: z.string().describe("With its tag or digest."),
    kept: z.string().nullable().describe("Why the host's own was kept; null when it was pulled."),
  })
  .meta({ id: "Pulled", description: "The image is on the host, as its registry has it now, or as it was." });

/** The answer to `drain` and `undrain`. */
export const drainSchema = z
  .object({ host_name: z.string(), drained: z.boolean(), drained_since: time.nullable() })
  .meta({ id: "Drain", description: "Whether new runs are placed on the host." });
