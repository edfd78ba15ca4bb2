import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { pulledImage } from "../codeLocation/image.ts";
import type { DockerHost } from "../dockerHost/index.ts";
import { HostDirectory } from "../hostDirectory/index.ts";
import { service } from "../service.ts";
import type { ServiceOptions } from "../serviceOptions.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { onHost } from "./paths.ts";

/** How Dagster's processes reach Postgres. */
export interface PostgresConnection {
  /** Its address, as seen from every host. */
  host: string;
  /** Its TCP port. */
  port: number;
  /** A user who may create tables in the database. */
  user: string;
  /** A database of its own for Dagster. */
  database: string;
  /** Kept as a Pulumi secret. */
  password: pulumi.Input<string>;
  /** What must be there before somebody connects. */
  ready: pulumi.Resource[];
}

export interface PostgresArgs {
  /**
   * The host that runs it.
   *
   * @example hostA
   */
  host: DockerHost;
  /**
   * How that host is reached over SSH.
   *
   * @example { name: "host-a", address: "10.0.1.1", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * A network on that host.
   *
   * @example network.networkName
   */
  networkName: pulumi.Input<string>;
  /**
   * An image with the environment variables of the official one.
   *
   * @example "postgres:16"
   */
  image: string;
  /**
   * Published on the host's address: run containers on every host use the database.
   *
   * @default 5432
   * @example 5433
   */
  port?: number;
  /**
   * Limits, restart policy and log rotation of the container.
   *
   * @default no limits, `unless-stopped`, three log files of 10 MiB
   * @example { memory: "2g" }
   */
  service?: ServiceOptions;
}

/** Postgres in a container on the control plane, with a named volume and a generated password. */
export class Postgres extends pulumi.ComponentResource implements PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user = "dagster";
  readonly database = "dagster";
  readonly password: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:Postgres", name, {}, opts);
    const { host, ssh, networkName } = args;
    const childOpts = { parent: this, provider: host.provider };
    this.host = ssh.address;
    this.port = args.port ?? 5432;
    this.password = generatedPassword(`${name}-password`, this);
    const secrets = new HostDirectory(
      `${name}-password`,
      { ssh, directory: onHost.postgres, files: { password: this.password } },
      { parent: this },
    );
    const volume = new docker.Volume(name, { name: "dagster_postgres" }, childOpts);
    const container = service(
      name,
      {
        containerName: "dagster-postgres",
        image: pulledImage(name, args.image, host, this),
        networkName,
        env: [
          `POSTGRES_USER=${this.user}`,
          `POSTGRES_DB=${this.database}`,
          "POSTGRES_PASSWORD_FILE=/run/secrets/dagster-postgres/password",
        ],
        ports: [{ internal: 5432, external: this.port, address: ssh.address }],
        volumes: [
          { volumeName: volume.name, containerPath: "/var/lib/postgresql/data" },
          { hostPath: secrets.path, containerPath: "/run/secrets/dagster-postgres", readOnly: true },
        ],
        healthcheck: { test: ["CMD", "pg_isready", "-q", "-U", this.user, "-h", "127.0.0.1"] },
        options: args.service ?? {},
      },
      childOpts,
    );
    this.ready = [container];
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

/** The environment variables by which a process of Dagster finds the database, as `KEY=VALUE`. A secret. */
export function postgresEnv({ host, user, database, password }: PostgresConnection): pulumi.Output<string[]> {
  return pulumi
    .output(password)
    .apply((secret) => [
      `DAGSTER_POSTGRES_USER=${user}`,
      `DAGSTER_POSTGRES_PASSWORD=${secret}`,
      `DAGSTER_POSTGRES_DB=${database}`,
      `DAGSTER_POSTGRES_HOST=${host}`,
    ]);
}

/** 64 hexadecimal digits that stay the same over the life of the stack, from a key that nothing else uses. */
function generatedPassword(name: string, parent: pulumi.Resource): pulumi.Output<string> {
  const seed = new tls.PrivateKey(name, { algorithm: "ED25519" }, { parent });
  return pulumi.secret(seed.privateKeyPem.apply((pem) => createHash("sha256").update(pem).digest("hex")));
}
