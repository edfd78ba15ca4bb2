import { z } from "zod";
import { containerKwargsSchema, hostConfigSchema } from "../../launcher/config/index.ts";
import { isSource } from "../../components/hostFirewall/rules.ts";
import { envVars, gpus, objectName, port, text } from "./values.ts";

const name = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "must be lower-case letters, digits and '-', such as 'host-b'.");
const hostKey = z
  .string()
  .regex(
    /^(ssh-|ecdsa-)\S+ [A-Za-z0-9+/=]+( .*)?$/,
    "must be a public key line, 'TYPE BASE64': ssh-keyscan prints it, or cat /etc/ssh/ssh_host_ed25519_key.pub on the server.",
  );
const volume = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*:\/[^:]*(:r[ow])?$/,
    "must be NAME:/PATH or NAME:/PATH:ro, such as 'datasets:/data:ro'.",
  );
const { weight, capacity, labels, warm_workers, warm_workers_most } = hostConfigSchema.shape;

const ssh = z.strictObject({
  user: text
    .default("root")
    .describe(
      "Root, or a user who may `sudo` without a password and, with Docker, is in the group `docker`.",
    ),
  port: port.default(22).describe("The port of sshd."),
  privateKeyFile: text.describe(
    "A local file, read when Pulumi runs; `~` is your home. The key is handled as a Pulumi secret.",
  ),
  hostKey: hostKey
    .optional()
    .describe(
      "The server's public host key, `TYPE BASE64`. With official Pulumi plugins give the key that the server offers first, see engine.md.",
    ),
  insecureIgnoreHostKey: z
    .boolean()
    .default(false)
    .describe("Take any host key instead: only for throw-away servers."),
});

const docker = z
  .strictObject({
    install: z
      .boolean()
      .default(false)
      .describe("Install Docker Engine from the distribution's packages where there is none."),
    daemonOptions: z
      .record(z.string(), z.json())
      .default({})
      .describe("Merged into the daemon.json that is there, in dockerd's own names."),
  })
  .default({ install: false, daemonOptions: {} })
  .describe("dockerd on the host.");

const firewall = z
  .union([
    z.boolean(),
    z.strictObject({
      allow: z
        .array(z.string().refine(isSource, "must be an IP address or a subnet, such as '10.0.9.0/24'."))
        .describe(
          "Further addresses and subnets that may reach the Docker port, the gRPC servers and the database.",
        ),
    }),
  ])
  .default(false)
  .describe(
    "Let the fleet alone reach the Docker port, the gRPC servers and the database on this host, and whom `allow` names. Default: firewalls are left alone.",
  );

const registry = z.strictObject({
  url: text.describe("The registry's address, as it stands before the images' names."),
  username: text.describe("The account."),
  password: text.describe("A password or token. Set it with `pulumi config set --path --secret`."),
});

/** One server of the fleet. */
export const hostSchema = z.strictObject({
  name: name.describe("The host's name: lower-case letters, digits and `-`."),
  address: text.describe("What Dagster, the launcher and Pulumi dial. Ports are bound to it."),
  ssh: ssh.describe("How Pulumi logs in."),
  access: z
    .enum(["tls", "ssh", "unix", "none"])
    .describe(
      "`tls`: dockerd gets a port with mutual TLS. `ssh`: no port, through sshd. `unix`: the control plane's own host. `none`: no Docker.",
    ),
  gone: z
    .boolean()
    .default(false)
    .describe(
      "The server is lost for good: nothing contacts it any more, and what was made on it is forgotten, in two `up`s.",
    ),
  dockerPort: port.default(2376).describe("dockerd's port, for `tls`."),
  docker,
  firewall,
  network: text
    .optional()
    .describe(
      "The network of its code locations and run containers; it is created. Default: `NAME_dagster_network`, with `_` for `-`.",
    ),
  networks: z.array(text).default([]).describe("Further networks that run containers join; they must exist."),
  createNetworks: z
    .array(objectName)
    .default([])
    .describe("Further networks that run containers join; they are created, as bridges."),
  volumes: z
    .array(volume)
    .default([])
    .describe(
      "Volumes that are created and mounted in run containers and code locations: `NAME:/PATH` or `NAME:/PATH:ro`. Destroy keeps them.",
    ),
  gpus: gpus
    .optional()
    .describe(
      "GPUs for every run container on this host: `all` or a number. The host needs the NVIDIA runtime.",
    ),
  weight: weight.describe("The host's share of the runs of a pool, beside those of the others."),
  capacity: capacity.describe("Run containers at once. Default: no limit."),
  warmWorkers: warm_workers.describe(
    "Containers of each code location that wait here for a run, with Dagster imported, about 100 MB each. Default: `controlPlane.launcher.defaultWarmWorkers`.",
  ),
  warmWorkersMost: warm_workers_most
    .unwrap()
    .optional()
    .describe("How many of them wait here at most, for all code locations together. Default: 8."),
  labels: labels.describe("Labels by which runs ask for a host, with the tag `multihost/host_labels`."),
  envVars: envVars.describe("Variables of run containers on this host: `KEY` or `KEY=VALUE`."),
  containerKwargs: containerKwargsSchema
    .default({})
    .describe("Options of run containers on this host, in docker-py's names, see configuration.md."),
  registry: registry.optional().describe("A private registry, for Pulumi's pulls and the launcher's."),
});
