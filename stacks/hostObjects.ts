import * as docker from "@pulumi/docker";
import {
  DagsterNetwork,
  type DockerHost,
  type SshConnection,
  type VolumeMount,
} from "../components/index.ts";
import type { FleetHost } from "./fleet/schema.ts";

/** Declares a host's further networks. */
export function declareNetworks(host: FleetHost, on: DockerHost, ssh: SshConnection): DagsterNetwork[] {
  return host.createNetworks.map(
    (networkName) => new DagsterNetwork(`${host.name}-${networkName}`, { host: on, ssh, networkName }),
  );
}

/** Declares a host's volumes. What is in them outlives the stack: one of the same name is taken over as it is. */
export function declareVolumes(host: FleetHost, on: DockerHost): docker.Volume[] {
  return host.volumes.map((entry) => {
    const { name } = volumeMount(entry);
    return new docker.Volume(
      `${host.name}-${name}`,
      { name },
      { parent: on, provider: on.provider, retainOnDelete: true },
    );
  });
}

/** `NAME:/PATH` or `NAME:/PATH:ro`, taken apart. */
export function volumeMount(entry: string): VolumeMount {
  const [name = "", path = "", mode] = entry.split(":");
  return { name, path, readOnly: mode === "ro" };
}
