import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { pulledImage } from "../codeLocation/image.ts";
import type { DockerHost } from "../dockerHost/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";
import { postgresEnv, type PostgresConnection } from "./postgres.ts";

export interface ExternalPostgresArgs {
  /**
   * The host from which the login is tried: the control plane's.
   *
   * @example hostA
   */
  dockerHost: DockerHost;
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
   * The control plane image: it has the client that Dagster will use.
   *
   * @example "registry.example.org/dagster-multihost/control-plane:0.3.0"
   */
  image: string;
  /**
   * Its address, as seen from every host.
   *
   * @example "postgres.example.org"
   */
  host: string;
  /**
   * Its TCP port.
   *
   * @default 5432
   * @example 5433
   */
  port?: number;
  /**
   * A user who may create tables in the database.
   *
   * @example "dagster"
   */
  user: string;
  /**
   * A database of its own for Dagster.
   *
   * @example "dagster"
   */
  database: string;
  /**
   * Handled as a secret.
   *
   * @example config.requireSecret("postgresPassword")
   */
  password: pulumi.Input<string>;
}

/**
 * A Postgres that somebody else runs. Before anything uses it, and again whenever one of its arguments changes, a login is made from
 * the control plane as Dagster will make it; when that fails, nothing that needs the password is touched.
 */
export class ExternalPostgres extends pulumi.ComponentResource implements PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Known once the login has succeeded. */
  readonly password: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ExternalPostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:ExternalPostgres", name, {}, opts);
    const { ssh, dockerHost } = args;
    this.host = args.host;
    this.port = args.port ?? 5432;
    this.user = args.user;
    this.database = args.database;
    const password = pulumi.secret(args.password);
    const env = postgresEnv({ ...args, port: this.port, password, ready: [] });
    const login = hostScript(
      `${name}-login`,
      {
        ssh,
        create: join(import.meta.dirname, "checkDatabase.sh"),
        variables: {
          host: ssh.name,
          image: pulledImage(name, args.image, dockerHost, this).imageId,
          network: args.networkName,
          address: args.host,
          port: String(this.port),
          login: args.user,
          database: args.database,
          check: readFileSync(join(import.meta.dirname, "checkDatabase.py"), "utf8"),
        },
        input: env.apply((lines) => lines.map((line) => `${line}\n`).join("")),
      },
      { parent: this },
    );
    this.password = pulumi.all([password, login.id]).apply(([secret]) => secret);
    this.ready = [login];
    this.registerOutputs({ host: this.host, port: this.port });
  }
}
