import { EngineError } from "../docker/port.ts";
import type { ContainerState, DockerHost } from "../docker/port.ts";

/**
 * The label that says which networks a container is to be on. The engine takes one of them when it creates a container;
 * whoever finds a container of which nobody knows how far its creation came can so complete it.
 */
export function networksLabel(prefix: string, networks: string[]): Record<string, string> {
  return networks.length > 1 ? { [`${prefix}/networks`]: networks.join(",") } : {};
}

/** Joins the networks that a container is to be on and is not. */
export async function joinNetworks(
  docker: DockerHost,
  { id, labels, networks }: Pick<ContainerState, "id" | "labels" | "networks">,
  prefix: string,
): Promise<void> {
  const wanted = labels[`${prefix}/networks`]?.split(",") ?? [];
  for (const network of wanted.filter((name) => !networks.includes(name))) {
    try {
      await docker.connectNetwork(network, id);
    } catch (error) {
      // Another request for the same run was quicker.
      const isJoined =
        error instanceof EngineError && /already (exists|connected|attached)/i.test(error.message);
      if (!isJoined) throw error;
    }
  }
}
