import { z } from "zod";
import { containerKwargsSchema } from "./containerKwargs.ts";
import type { WithEnvReferences } from "./envReference.ts";
import { envVarsSchema, file, name } from "./fields.ts";
import { hostConfigSchema } from "./host.ts";
import { logLevelSchema } from "./logLevel.ts";
import { defaultRunKwargs, runKwargsAllowedSchema } from "./runKwargs.ts";

const tcpAddress = z
  .string()
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]]+):\d{1,5}$/, 'must be ADDRESS:PORT, such as "127.0.0.1:3001".');
const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/, "must be a URL such as http://127.0.0.1:4318.");
const labelPrefix = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/, "must be a Docker label key, such as 'dagster'.");

/** The shape of `run_launcher.config` in dagster.yaml, after every `{env: NAME}` was replaced. */
export const launcherConfigSchema = z
  .strictObject({
    docker_hosts: z.array(hostConfigSchema).default([]).meta({
      description:
        "The Docker hosts. Runs of code locations that none of them lists go to Dagster's DefaultRunLauncher.",
      examples: [],
    }),
    default_env_vars: envVarsSchema.meta({
      description:
        "Environment of all run containers: KEY=VALUE, or KEY for the value that the launcher's own environment has; it is an error if it has none.",
      examples: [["DAGSTER_POSTGRES_HOST", "LOG_LEVEL=info"]],
    }),
    default_env_file: file.optional().meta({
      description: "File of KEY=VALUE lines on the launcher's machine, read at every launch.",
      examples: ["/etc/dagster/runs.env"],
    }),
    default_container_kwargs: containerKwargsSchema.default({}).meta({
      description: "Options of all run containers, in the names of docker-py's containers.create().",
      examples: [{ auto_remove: false, mem_limit: "2g" }],
    }),
    run_container_kwargs_allowed: runKwargsAllowedSchema.default(defaultRunKwargs).meta({
      description:
        "Options that tags of a run may set. Whoever may launch a run may set its tags: with privileged, volumes or user in the list every run can take over its host.",
      examples: [["mem_limit", "nano_cpus"]],
    }),
    container_label_prefix: labelPrefix.default("dagster").meta({
      description:
        "Prefix of the labels that the launcher puts on run containers, and by which it finds them. Containers with another prefix are never touched. Read at the start only.",
      examples: ["dagster"],
    }),
    log_url_template: name.optional().meta({
      description:
        "Link to the logs of a run in another system, posted as an engine event of every run. {run_id}, {job_name}, {location}, {host_name} (empty for the default launcher) and {launch_ms} (Unix milliseconds) are replaced, URL-encoded; other braces stay.",
      examples: ["https://logs.example.com/search?run={run_id}&from={launch_ms}"],
    }),
    launcher_socket: z
      .string()
      .startsWith("/", "must be an absolute path.")
      .optional()
      .meta({
        description:
          "Unix socket of a launcher that somebody else runs. Default: multihost/launcher.sock under DAGSTER_HOME, where the adapter starts the bundled launcher when nobody answers. DAGSTER_MULTIHOST_LAUNCHER_SOCKET comes first. Read at the start only.",
        examples: ["/run/dagster-multihost/launcher.sock"],
      }),
    status_listen: tcpAddress.optional().meta({
      description:
        "ADDRESS:PORT of the read-only status page and metrics. Default: none. Read at the start only.",
      examples: ["127.0.0.1:3001"],
    }),
    status_logs: z
      .boolean()
      .default(true)
      .meta({
        description:
          "Whether the status page shows the logs of live runs and of failed ones, to whoever reaches status_listen.",
        examples: [false],
      }),
    status_url: httpUrl.optional().meta({
      description:
        "Address of the status page as browsers reach it, for who asks for the status. Default: that of status_listen, unless it is every address of the machine.",
      examples: ["http://10.0.1.1:3001"],
    }),
    webserver_url: httpUrl.optional().meta({
      description: "Address of Dagster's web interface as browsers reach it; the status page links there.",
      examples: ["http://10.0.1.1:3000"],
    }),
    log_level: logLevelSchema.default({}).meta({
      description:
        "How much the launcher logs: default, and by module (api, config, runs, warm, watch); trace, debug, info (unless set), warn, error, fatal or silent. DAGSTER_MULTIHOST_LOG_LEVEL comes first.",
      examples: [{ default: "info", watch: "debug" }],
    }),
    otlp_endpoint: httpUrl.optional().meta({
      description:
        "Where spans of each launch are sent: an OTLP receiver, over HTTP. OTEL_EXPORTER_OTLP_ENDPOINT comes first. Default: none. Read at the start only.",
      examples: ["http://127.0.0.1:4318"],
    }),
    traceparent_in_runs: z
      .boolean()
      .default(false)
      .meta({
        description:
          "Give run containers the variable TRACEPARENT, so that a run's own spans join those of its launch. Only where spans are sent.",
        examples: [true],
      }),
    stop_grace_seconds: z
      .number()
      .min(0)
      .max(3600)
      .default(30)
      .meta({
        description: "Seconds that a container gets between its stop signal and SIGKILL.",
        examples: [60],
      }),
    log_tail_lines: z
      .int()
      .min(0)
      .max(1000)
      .default(25)
      .meta({ description: "Lines of a failed container's log that are reported.", examples: [100] }),
    request_timeout_seconds: z
      .number()
      .positive()
      .max(600)
      .default(10)
      .meta({
        description:
          "Seconds in which a Docker daemon must answer a request. A pull is given up after 5 minutes without progress.",
        examples: [10],
      }),
    default_warm_workers: z
      .int()
      .min(0)
      .max(64)
      .default(0)
      .meta({ description: "As warm_workers, for all hosts that do not set it.", examples: [1] }),
    warm_preload: z
      .enum(["dagster", "definitions"])
      .default("dagster")
      .meta({
        description:
          "What warm workers import: Dagster with its Postgres storage, or the code location's definitions, too. Code that is mounted into the container, and not part of its image, may be older than the run with definitions.",
        examples: ["definitions"],
      }),
    pull_policy: z
      .enum(["always", "missing", "never"])
      .default("missing")
      .meta({
        description:
          "When to pull a run's image: before every run, when the host does not have it, or never.",
        examples: ["always"],
      }),
  })
  .meta({ title: "run_launcher.config of dagster-multihost" });

/** A checked configuration with its defaults filled in and its references resolved. */
export type LauncherConfig = z.output<typeof launcherConfigSchema>;

/** A configuration as it is written in dagster.yaml. */
export type LauncherConfigInput = WithEnvReferences<z.input<typeof launcherConfigSchema>>;
