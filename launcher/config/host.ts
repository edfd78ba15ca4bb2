import { z } from "zod";
import { registrySchema, sshSchema, tlsSchema } from "./connection.ts";
import { containerKwargsSchema } from "./containerKwargs.ts";
import { parseDockerUrl } from "./dockerUrl.ts";
import { envVarsSchema, file, name } from "./fields.ts";

const dockerUrl = z.string().superRefine((url, context) => {
  const address = parseDockerUrl(url);
  if (typeof address === "string") context.addIssue({ code: "custom", message: address });
});

/** Any text that fits on a line: it becomes a tag, a label and part of messages. */
const hostName = z
  .string()
  .regex(/^\S(?:.{0,126}\S)?$/, "must be 1 to 128 characters of one line, without spaces at its ends.");

const labelKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_./-]*$/, "must be letters, digits, '_', '.', '/' and '-', such as 'zone'.");

/** One entry of `docker_hosts`. */
export const hostConfigSchema = z
  .strictObject({
    host_name: hostName.meta({
      description: "The host's name in run tags, labels, events and errors. Each host has its own.",
      examples: ["host-b"],
    }),
    docker_url: dockerUrl.default("local").meta({
      description:
        "Where the Docker daemon is: tcp://HOST[:PORT] (port 2376), ssh://[USER@]HOST[:PORT] (port 22), unix:///PATH, or local for /var/run/docker.sock. The port of a tcp:// URL should ask for client certificates (tls): whoever reaches a plain one is root on that host.",
      examples: ["tcp://10.0.1.2:2376"],
    }),
    location_names: z.array(name).meta({
      description:
        "Code locations whose runs go to this host. A location under several hosts makes a pool: each run goes to one of them.",
      examples: [["etl_pipelines", "ml_training"]],
    }),
    tls: tlsSchema
      .optional()
      .meta({ description: "Mutual TLS with the daemon, for a tcp:// URL.", examples: [] }),
    ssh: sshSchema
      .optional()
      .meta({ description: "How to log in, for an ssh:// URL. The host's key must be known.", examples: [] }),
    network: name.optional().meta({
      description:
        'Network that run containers join; it must exist. Docker Compose puts the project\'s name before it. "none" is a container without a network.',
      examples: ["host_b_dagster_network"],
    }),
    networks: z
      .array(name)
      .default([])
      .meta({ description: "Further networks, joined after network.", examples: [["warehouse"]] }),
    env_vars: envVarsSchema.meta({
      description: "As default_env_vars, for this host's containers only.",
      examples: [["WAREHOUSE_HOST=10.0.1.50"]],
    }),
    env_file: file.optional().meta({
      description: "As default_env_file, for this host only.",
      examples: ["/etc/dagster/host-b.env"],
    }),
    inherit_env_from_container: name.optional().meta({
      description:
        "Container of the host whose environment, less that of its image, run containers get: a name, in which {location} is replaced; auto, the container that publishes the code server's gRPC port; or off, the default. With an inherited container and neither network nor networks, its networks are joined too.",
      examples: ["auto"],
    }),
    container_kwargs: containerKwargsSchema.default({}).meta({
      description:
        "Options of this host's run containers. Each takes the place of the same one in default_container_kwargs; environment and labels are merged.",
      examples: [{ mem_limit: "4g" }],
    }),
    registry: registrySchema
      .optional()
      .meta({ description: "Credentials of the registry that images come from.", examples: [] }),
    weight: z
      .number()
      .positive()
      .max(1000)
      .default(1)
      .meta({
        description: "Share of a pool's runs: a host of weight 2 takes twice as many as one of weight 1.",
        examples: [2],
      }),
    capacity: z
      .int()
      .min(1)
      .optional()
      .meta({
        description:
          "How many run containers may be there at once. When all hosts of a location are full, the run stays queued. Default: no limit.",
        examples: [8],
      }),
    warm_workers: z
      .int()
      .min(0)
      .max(64)
      .optional()
      .meta({
        description:
          "How many warm workers wait for a run of each code location on this host: containers that have imported Dagster already, about 100 MB each. Default: default_warm_workers.",
        examples: [2],
      }),
    warm_workers_most: z
      .int()
      .min(0)
      .max(256)
      .default(8)
      .meta({
        description: "How many warm workers wait on this host at most, for all code locations together.",
        examples: [4],
      }),
    labels: z
      .record(labelKey, z.string())
      .default({})
      .meta({
        description: "What the host has; a run's tag multihost/host_labels asks for it.",
        examples: [{ gpu: "a100" }],
      }),
  })
  .meta({ id: "DockerHost", title: "Docker host" });

/** One host of a checked configuration. */
export type HostConfig = z.output<typeof hostConfigSchema>;
