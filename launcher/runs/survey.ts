import { HostUnreachableError, LauncherError } from "../error.ts";
import type { ContainerSummary } from "../docker/port.ts";
import { isIdle } from "../warm/name.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { containerName, isOf, managedOnly } from "./naming.ts";
import type { Attempt } from "./requests.ts";

/** What is known of a host about a run before it is placed. */
export type Surveyed = {
  host: Host;
  hostName: string;
  /** Run containers that were at work on a host whose events are not followed; undefined when the watch knows. */
  counted?: number;
  existing?: Existing;
  /** Why the host cannot be asked. */
  error?: HostUnreachableError;
};

/** A container with the name of the run's. */
export type Existing = Pick<ContainerSummary, "id" | "name" | "labels">;

/**
 * Finds out, for all hosts of a pool at once, whether they have the run's container already. Hosts that are watched are
 * not asked, and one that is lost delays nobody.
 */
export function survey(
  hosts: Host[],
  prefix: string,
  attempt: Attempt,
  directory: HostDirectory,
): Promise<Surveyed[]> {
  const name = containerName(attempt);
  return Promise.all(
    hosts.map(async (host): Promise<Surveyed> => {
      const hostName = host.docker.name;
      try {
        const live = host.watch.state.phase === "live";
        const found = live
          ? await remembered(host, name, directory)
          : await asked(host, prefix, name, directory);
        return { host, hostName, ...found };
      } catch (error) {
        if (!(error instanceof HostUnreachableError)) throw error;
        return { host, hostName, error };
      }
    }),
  );
}

/** @throws LauncherError `CONTAINER_NAME_TAKEN` when the container of that name is not the run's. */
export function checkOwner(existing: Existing, prefix: string, attempt: Attempt, hostName: string): void {
  if (isOf(existing, prefix, attempt)) return;
  throw new LauncherError(
    "CONTAINER_NAME_TAKEN",
    `A container named '${containerName(attempt)}' is on host '${hostName}', but it does not belong to this run. Remove it there.`,
  );
}

type Answer = { counted?: number; existing?: Existing };

async function remembered(host: Host, name: string, directory: HostDirectory): Promise<Answer> {
  const known = host.watch.table.byName(name);
  if (known === undefined) return {};
  // It may have been removed a moment ago: what a launch relies on is asked for.
  const existing = await directory.contact(host, (docker) => docker.inspect(known.id));
  return existing === undefined ? {} : { existing };
}

async function asked(host: Host, prefix: string, name: string, directory: HostDirectory): Promise<Answer> {
  const found = await directory.contact(host, (docker) => docker.findContainers(managedOnly(prefix)));
  const existing = found.find((container) => container.name === name);
  const counted = found.filter((container) => container.running && !isIdle(container)).length;
  return existing === undefined ? { counted } : { counted, existing };
}
