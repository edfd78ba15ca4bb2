import { z } from "zod";
import { containerKwargsSchema, parseEnvEntry, runKwargsAllowedSchema } from "../../launcher/config/index.ts";

const text = z.string().min(1, "must not be empty.");
const port = z.int().min(1).max(65_535);
const hostName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be lower-case letters, digits and '-', such as 'host-b'.");
const locationName = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
    "must be letters, digits, '_', '.' and '-', such as 'etl_pipelines'.",
  );
const envVars = z
  .array(z.string().refine((entry) => parseEnvEntry(entry) !== undefined, "must be KEY or KEY=VALUE."))
  .default([]);
const hostKey = z
  .string()
  .regex(
    /^(ssh-|ecdsa-)\S+ [A-Za-z0-9+/=]+( .*)?$/,
    "must be a public key line, 'TYPE BASE64': ssh-keyscan prints it, or cat /etc/ssh/ssh_host_ed25519_key.pub on the server.",
  );

const ssh = z.strictObject({
  user: text.default("root"),
  port: port.default(22),
  privateKeyFile: text,
  hostKey: hostKey.optional(),
  insecureIgnoreHostKey: z.boolean().default(false),
});

const host = z.strictObject({
  name: hostName,
  /** What Dagster, the launcher and Pulumi dial. */
  address: text,
  ssh,
  access: z.enum(["tls", "ssh", "unix", "none"]),
  /** The server is lost for good: nothing contacts it any more, and what was made on it is forgotten. */
  gone: z.boolean().default(false),
  dockerPort: port.default(2376),
  docker: z
    .strictObject({
      install: z.boolean().default(false),
      daemonOptions: z.record(z.string(), z.json()).default({}),
    })
    .default({ install: false, daemonOptions: {} }),
  network: text.optional(),
  networks: z.array(text).default([]),
  envVars,
  containerKwargs: containerKwargsSchema.default({}),
  registry: z.strictObject({ url: text, username: text, password: text }).optional(),
});

const location = z.strictObject({
  name: locationName,
  hosts: z.array(text).min(1, "must name at least one host.").optional(),
  process: z
    .strictObject({
      host: text,
      executable: z.string().startsWith("/", "must be an absolute path on the host."),
      user: text.default("dagster"),
      /** A local file or directory with the code. */
      source: text,
    })
    .optional(),
  image: text.optional(),
  module: text.optional(),
  file: text.optional(),
  port: port.default(4000),
  envVars,
});

const postgres = z.union([
  z.strictObject({
    internal: z.strictObject({ image: text.default("postgres:16"), port: port.default(5432) }),
  }),
  z.strictObject({
    external: z.strictObject({
      host: text,
      port: port.default(5432),
      user: text,
      database: text,
      password: text,
    }),
  }),
]);

const controlPlane = z.strictObject({
  host: text,
  image: text,
  webserverPort: port.default(3000),
  statusPort: port.default(3001),
  maxConcurrentRuns: z.int().min(1).optional(),
  computeLogs: z.enum(["postgres", "local"]).default("local"),
  runContainerKwargsAllowed: runKwargsAllowedSchema.optional(),
  postgres: postgres.default({ internal: { image: "postgres:16", port: 5432 } }),
  admin: z.strictObject({ cleanupCron: text.optional(), statusCron: text.optional() }).default({}),
  envVars,
  environment: z.record(z.string(), z.string()).default({}),
});

const authority = z.strictObject({ certificateFile: text, privateKeyFile: text });

/** `dagster-multihost:fleet` of the stack configuration: the servers, what runs on them, and the control plane. */
export const fleetSchema = z.strictObject({
  controlPlane,
  hosts: z.array(host).min(1, "must list at least one host."),
  locations: z.array(location).default([]),
  certificates: z
    .strictObject({
      generation: z.int().min(1).default(1),
      ca: authority.optional(),
      previousCa: authority.optional(),
      validityHours: z.int().min(1).default(8_760),
      caValidityHours: z.int().min(1).default(87_600),
      renewAt: z
        .number()
        .gt(0)
        .lt(1)
        .default(2 / 3),
    })
    .default({ generation: 1, validityHours: 8_760, caValidityHours: 87_600, renewAt: 2 / 3 }),
});

/** A checked fleet with its defaults filled in. */
export type Fleet = z.output<typeof fleetSchema>;
export type FleetHost = Fleet["hosts"][number];
export type FleetLocation = Fleet["locations"][number];
/** A fleet as it is written. */
export type FleetInput = z.input<typeof fleetSchema>;
