import type { OpenDocker } from "./connect.ts";
import { SshAgent } from "./ssh/agent.ts";

/** Closes all connections, also those of requests that are under way. */
export function disconnect({ calls, streams }: OpenDocker): void {
  for (const { agent } of [calls, streams]) agent.destroy();
}

/** Closes the connections that are kept. */
export function letGo({ calls, streams }: OpenDocker): void {
  for (const { agent } of [calls, streams]) {
    // A request of somebody else that is under way goes on, except over the one SSH connection, which is lost.
    if (agent instanceof SshAgent) agent.destroy();
    agent.maxFreeSockets = 0;
    for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
  }
}
