import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";
import { encodeFiles } from "./encode.ts";

export interface HostDirectoryArgs {
  /**
   * How the server is reached over SSH.
   *
   * @example { name: "host-b", address: "10.0.1.2", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * Absolute path on the server. The whole directory belongs to this component: destroy removes it.
   *
   * @example "/etc/dagster-multihost/extra"
   */
  directory: string;
  /**
   * Content by path below the directory. It is handled as a secret throughout.
   *
   * @example { "warehouse/password": config.requireSecret("warehousePassword") }
   */
  files: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * `USER:GROUP` of the directory and its files, by name or number.
   *
   * @default 0:0
   * @example "10001:10001"
   */
  owner?: string;
  /**
   * Permission bits of the files.
   *
   * @default 0600
   * @example "0644"
   */
  fileMode?: string;
  /**
   * Permission bits of the directories.
   *
   * @default 0700
   * @example "0755"
   */
  directoryMode?: string;
}

/**
 * Files on a server, written over SSH.
 *
 * Each file is replaced by a rename, so that readers see the old or the new content and a container that has the
 * directory mounted sees the change. Files that are no longer listed are removed; files that others put there stay until
 * destroy. Content travels on standard input only.
 */
export class HostDirectory extends pulumi.ComponentResource {
  /** The directory's path, known once its files are in place. */
  readonly path: pulumi.Output<string>;

  constructor(name: string, args: HostDirectoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:HostDirectory", name, {}, opts);
    const { ssh, directory } = args;
    const files = hostScript(
      name,
      {
        ssh,
        create: join(import.meta.dirname, "write.sh"),
        delete: join(import.meta.dirname, "remove.sh"),
        variables: {
          directory,
          owner: args.owner ?? "0:0",
          file_mode: args.fileMode ?? "0600",
          directory_mode: args.directoryMode ?? "0700",
        },
        input: pulumi.output(args.files).apply(encodeFiles),
      },
      { parent: this },
    );
    this.path = files.id.apply(() => directory);
    this.registerOutputs({ path: this.path });
  }
}
