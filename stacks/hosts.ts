import * as pulumi from "@pulumi/pulumi";
import {
  type CertificateAuthority,
  DagsterNetwork,
  DockerHost,
  type HostFirewall,
  type SshConnection,
} from "../components/index.ts";
import type { Observer } from "../components/dockerHost/observe.ts";
import { privateKeyFile, sshTarget } from "./fleet/privateKey.ts";
import type { Fleet, FleetHost } from "./fleet/schema.ts";
import { declareNetworks, declareVolumes } from "./hostObjects.ts";

/** A Docker host of the fleet with what was declared for it. */
export interface DeclaredHost {
  fleet: FleetHost;
  ssh: SshConnection;
  docker: DockerHost;
  /** Names of the networks that run containers join; the first is ours. */
  networks: string[];
  /** Our own network on the host. */
  network: DagsterNetwork;
  /** Its networks and volumes of the fleet; they must be there before runs are. */
  objects: pulumi.Resource[];
}

/** How each host is reached over SSH, by name. */
export function sshConnections(fleet: Fleet): Map<string, SshConnection> {
  return new Map(fleet.hosts.map((host) => [host.name, sshConnection(host)]));
}

/** Declares the Docker hosts and their networks, by name. Hosts with access "none" are left out. */
export function declareHosts(
  fleet: Fleet,
  ssh: Map<string, SshConnection>,
  ca: CertificateAuthority,
  firewalls: Map<string, HostFirewall>,
  observer?: Observer,
  opts: pulumi.ComponentResourceOptions = {},
): Map<string, DeclaredHost> {
  // Pulumi has a certificate of its own, so that the launcher's can be withdrawn without locking Pulumi out.
  const client = fleet.hosts.some(({ access }) => access === "tls")
    ? ca.issueClient("provisioning")
    : undefined;
  const declared = new Map<string, DeclaredHost>();
  for (const host of fleet.hosts) {
    const connection = ssh.get(host.name);
    if (host.access === "none" || !connection) continue;
    const firewall = firewalls.get(host.name);
    const docker = new DockerHost(
      host.name,
      {
        ssh: connection,
        access: host.access,
        ca,
        ...(client ? { client } : {}),
        port: host.dockerPort,
        install: host.docker.install,
        ...(firewall ? { after: firewall.ready } : {}),
        daemonOptions: host.docker.daemonOptions,
        registries: host.registry
          ? [{ ...host.registry, password: pulumi.secret(host.registry.password) }]
          : [],
        ...(observer ? { observer } : {}),
      },
      opts,
    );
    const networkName = host.network ?? `${host.name.replaceAll("-", "_")}_dagster_network`;
    const network = new DagsterNetwork(host.name, { host: docker, ssh: connection, networkName }, opts);
    const further = declareNetworks(host, docker, connection, opts);
    declared.set(host.name, {
      fleet: host,
      ssh: connection,
      docker,
      network,
      networks: [networkName, ...host.networks, ...host.createNetworks],
      objects: [network, ...further, ...declareVolumes(host, docker)],
    });
  }
  return declared;
}

function sshConnection(host: FleetHost): SshConnection {
  const target = sshTarget(host);
  const { gone } = host;
  return {
    ...target,
    privateKey: pulumi.secret(target.privateKey),
    privateKeyFile: privateKeyFile(host),
    gone,
  };
}
