import { UserError } from "../scripts/report.ts";
import { labLabel } from "./containers.ts";
import { docker, dockerMaybe } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { network } from "./topology.ts";

/**
 * Makes the lab's network unless it is there. It is internal: its members and this machine reach each other, and there is no
 * route to anywhere else.
 *
 * @throws UserError `LAB_NETWORK_TAKEN` when another network has the addresses.
 */
export async function ensureNetwork(engine: DockerEngine): Promise<void> {
  if ((await dockerMaybe(engine, ["network", "inspect", network.name])) !== undefined) return;
  try {
    await docker(engine, [
      ...["network", "create", "--internal", "--label", labLabel],
      ...["--subnet", network.subnet, "--gateway", network.gateway],
      ...["--opt", `com.docker.network.bridge.name=${network.bridge}`],
      network.name,
    ]);
  } catch (error) {
    throw new UserError(
      "LAB_NETWORK_TAKEN",
      `The lab's network ${network.name} (${network.subnet}) could not be made. Is there another Docker network or a route ` +
        `of this machine with these addresses (docker network ls, ip route)? Remove it and try again.`,
      { cause: error },
    );
  }
}

/** Removes the lab's network, if it is there. */
export async function removeNetwork(engine: DockerEngine): Promise<void> {
  await dockerMaybe(engine, ["network", "rm", network.name]);
}
