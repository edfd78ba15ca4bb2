import { join } from "node:path";
import type { remote } from "@pulumi/command";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";
import { inside, onHost, owner } from "./paths.ts";

export interface MigrationArgs {
  ssh: SshConnection;
  image: docker.RemoteImage;
  /** The image as it is known to people, pinned where it can be. */
  reference: pulumi.Output<string>;
  networkName: pulumi.Output<string>;
  /** DAGSTER_HOME on the host, with the dagster.yaml that names the database. */
  home: pulumi.Output<string>;
  /** `KEY=VALUE`; at least the Postgres variables. */
  env: pulumi.Input<pulumi.Input<string>[]>;
  /** Which database it is; another one is migrated anew. */
  database: string;
}

/**
 * `dagster instance migrate` in a container of its own, once for each image, with the webserver and the daemon of the earlier image
 * stopped. When it fails, they are started again and `up` fails with what it said.
 *
 * It is a script and not a container of the provider's: that one would keep the log to itself.
 */
export function migrateInstance(
  name: string,
  args: MigrationArgs,
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  return hostScript(
    name,
    {
      ssh: args.ssh,
      create: join(import.meta.dirname, "migrate.sh"),
      delete: join(import.meta.dirname, "forget.sh"),
      variables: {
        host: args.ssh.name,
        image: args.image.imageId,
        reference: args.reference,
        network: args.networkName,
        home_on_host: args.home,
        home_inside: inside.home,
        marker: onHost.migrated,
        user: owner,
        database: args.database,
      },
      input: pulumi
        .output(args.env)
        .apply((env) => [...env, `DAGSTER_HOME=${inside.home}`].map((line) => `${line}\n`).join("")),
    },
    opts,
  );
}
