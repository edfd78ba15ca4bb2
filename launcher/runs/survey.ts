import { HostUnreachableError, LauncherError } from "../error.ts";
import type { Candidate } from "../routing/placement.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { containerName, managedOnly } from "./naming.ts";
import type { Attempt } from "./requests.ts";

/** What a host answered about a run before it is placed. */
export type Surveyed = Candidate & { host: Host; existing?: Existing; error?: HostUnreachableError };

/** A container with the name of the run's. */
export type Existing = { id: string; labels: Record<string, string> };

/**
 * Asks the hosts of a pool, all at once, whether they have the run's container already and how many others they run.
 * A host that does not answer is part of the result, so that it delays nobody but its own runs.
 */
export function survey(
  hosts: Host[],
  prefix: string,
  attempt: Attempt,
  directory: HostDirectory,
): Promise<Surveyed[]> {
  const name = containerName(attempt);
  const ask = hosts.length === 1 ? askForOne : askForAll;
  return Promise.all(
    hosts.map(async (host): Promise<Surveyed> => {
      const hostName = host.docker.name;
      try {
        return { host, hostName, reachable: true, ...(await ask(host, prefix, name, directory)) };
      } catch (error) {
        if (!(error instanceof HostUnreachableError)) throw error;
        return { host, hostName, reachable: false, running: 0, error };
      }
    }),
  );
}

/** @throws LauncherError `CONTAINER_NAME_TAKEN` when the container of that name is not the run's. */
export function checkOwner(existing: Existing, prefix: string, attempt: Attempt, hostName: string): void {
  if (existing.labels[`${prefix}/run_id`] === attempt.runId) return;
  throw new LauncherError(
    "CONTAINER_NAME_TAKEN",
    `A container named '${containerName(attempt)}' is on host '${hostName}', but it does not belong to this run. Remove it there.`,
  );
}

type Answer = { running: number; existing?: Existing };

/** With one host there is nothing to choose: the name alone is asked for. */
async function askForOne(
  host: Host,
  _prefix: string,
  name: string,
  directory: HostDirectory,
): Promise<Answer> {
  const existing = await directory.contact(host, (docker) => docker.inspect(name));
  return existing === undefined ? { running: 0 } : { running: 0, existing };
}

async function askForAll(
  host: Host,
  prefix: string,
  name: string,
  directory: HostDirectory,
): Promise<Answer> {
  if (directory.isDown(host.docker.name)) {
    throw new HostUnreachableError(`Docker host '${host.docker.name}' did not answer a moment ago.`);
  }
  const found = await directory.contact(host, (docker) => docker.findContainers(managedOnly(prefix)));
  const existing = found.find((container) => container.name === name);
  const running = found.filter((container) => container.running).length;
  return existing === undefined ? { running } : { running, existing };
}
