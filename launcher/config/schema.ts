import { z } from "zod";
import { containerKwargsSchema } from "./containerKwargs.ts";
import { parseDockerUrl } from "./dockerUrl.ts";
import { parseEnvEntry } from "./envEntry.ts";
import type { WithEnvReferences } from "./envReference.ts";
import { defaultRunKwargs, runKwargsAllowedSchema } from "./runKwargs.ts";

const name = z.string().min(1, "must not be empty.");
const file = z.string().min(1, "must be the path of a file.");
/** `env_vars`: `KEY`, taken from the launcher's environment, or `KEY=VALUE`. */
export const envVarsSchema = z
  .array(z.string().refine((entry) => parseEnvEntry(entry) !== undefined, "must be KEY or KEY=VALUE."))
  .default([]);
const dockerUrl = z.string().superRefine((url, context) => {
  const address = parseDockerUrl(url);
  if (typeof address === "string") context.addIssue({ code: "custom", message: address });
});
const tcpAddress = z
  .string()
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]]+):\d{1,5}$/, 'must be ADDRESS:PORT, such as "127.0.0.1:3001".');
const hostName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    "must be letters, digits, '_', '.' and '-', and begin with a letter or digit.",
  );

const labelKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_./-]*$/, "must be letters, digits, '_', '.', '/' and '-', such as 'zone'.");

const tlsSchema = z.strictObject({
  ca_cert: file.optional(),
  client_cert: file,
  client_key: file,
  verify: z.boolean().default(true),
});

const sshSchema = z.strictObject({ private_key_file: file.optional(), known_hosts_file: file.optional() });

/** Credentials of an image registry. */
export const registrySchema = z.strictObject({ url: name, username: name, password: z.string() });

/** One entry of `docker_hosts`. */
export const hostConfigSchema = z.strictObject({
  host_name: hostName,
  docker_url: dockerUrl,
  location_names: z.array(name),
  weight: z.number().positive().max(1000).default(1),
  capacity: z.int().min(1).optional(),
  labels: z.record(labelKey, z.string()).default({}),
  tls: tlsSchema.optional(),
  ssh: sshSchema.optional(),
  network: name.optional(),
  networks: z.array(name).default([]),
  env_vars: envVarsSchema,
  env_file: file.optional(),
  inherit_env_from_container: name.optional(),
  container_kwargs: containerKwargsSchema.default({}),
  registry: registrySchema.optional(),
});

/** The shape of `run_launcher.config` in dagster.yaml, after every `{env: NAME}` was replaced. */
export const launcherConfigSchema = z.strictObject({
  docker_hosts: z.array(hostConfigSchema).default([]),
  default_env_vars: envVarsSchema,
  default_env_file: file.optional(),
  default_container_kwargs: containerKwargsSchema.default({}),
  run_container_kwargs_allowed: runKwargsAllowedSchema.default(defaultRunKwargs),
  container_label_prefix: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/, "must be a Docker label key, such as 'dagster'.")
    .default("dagster"),
  log_url_template: name.optional(),
  launcher_socket: z.string().startsWith("/", "must be an absolute path.").optional(),
  status_listen: tcpAddress.optional(),
  stop_grace_seconds: z.number().min(0).max(3600).default(30),
  log_tail_lines: z.int().min(0).max(1000).default(25),
  request_timeout_seconds: z.number().positive().max(600).default(10),
  pull_policy: z.enum(["always", "missing", "never"]).default("missing"),
});

/** A checked configuration with its defaults filled in and its references resolved. */
export type LauncherConfig = z.output<typeof launcherConfigSchema>;

/** One host of a {@link LauncherConfig}. */
export type HostConfig = z.output<typeof hostConfigSchema>;

/** A configuration as it is written in dagster.yaml. */
export type LauncherConfigInput = WithEnvReferences<z.input<typeof launcherConfigSchema>>;
