import { join } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../dockerHost/index.ts";
import { movesWith } from "../movesWith.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";

export interface DagsterNetworkArgs {
  /**
   * The host on which the network is made.
   *
   * @example hostB
   */
  host: DockerHost;
  /**
   * How that host is reached over SSH.
   *
   * @example { name: "host-b", address: "10.0.1.2", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * The network's name on the host, exactly as the launcher configuration names it: nothing is put before it.
   *
   * @example "host_b_dagster_network"
   */
  networkName: string;
}

/**
 * A bridge network on one host, shared by its code locations and its run containers.
 *
 * Run containers are the launcher's, not Pulumi's: those that are left on the network when it is destroyed are removed with it.
 * Whoever makes run containers there, such as a ControlPlane, should depend on this component.
 */
export class DagsterNetwork extends pulumi.ComponentResource {
  /** The network's name, known once it exists. */
  readonly networkName: pulumi.Output<string>;

  constructor(name: string, args: DagsterNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:DagsterNetwork", name, {}, opts);
    const network = new docker.Network(
      name,
      { name: args.networkName, driver: "bridge" },
      // A network's name is its identity: the old one must go before a new one of that name can be made.
      { parent: this, ...movesWith(args.host.provider), deleteBeforeReplace: true },
    );
    hostScript(
      `${name}-runs`,
      {
        ssh: args.ssh,
        delete: join(import.meta.dirname, "removeRuns.sh"),
        variables: { network: network.name },
      },
      { parent: this },
    );
    this.networkName = network.name;
    this.registerOutputs({ networkName: this.networkName });
  }
}
