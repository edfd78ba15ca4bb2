import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "./dockerHost/index.ts";

export interface DagsterNetworkArgs {
  host: DockerHost;
  /** The network's name on the host, exactly as the launcher configuration names it: nothing is put before it. */
  networkName: string;
}

/** A bridge network on one host, shared by its code locations and its run containers. */
export class DagsterNetwork extends pulumi.ComponentResource {
  /** The network's name, known once it exists. */
  readonly networkName: pulumi.Output<string>;

  constructor(name: string, args: DagsterNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:DagsterNetwork", name, {}, opts);
    const network = new docker.Network(
      name,
      { name: args.networkName, driver: "bridge" },
      // A network's name is its identity: the old one must go before a new one of that name can be made.
      { parent: this, provider: args.host.provider, deleteBeforeReplace: true },
    );
    this.networkName = network.name;
    this.registerOutputs({ networkName: this.networkName });
  }
}
