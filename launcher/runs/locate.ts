import type { ContainerState } from "../docker/port.ts";
import { HostUnreachableError } from "../error.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { isOf, managedOnly, namePrefix, runOf } from "./naming.ts";
import type { ContainerTarget } from "./requests.ts";

/** Where a run's containers are, and which hosts could not be asked. */
export type Located = {
  found: { host: Host; container: ContainerState }[];
  unreachable: HostUnreachableError[];
};

/**
 * Finds the containers of a run, latest attempt first: by id on the named host, else by name on the named host or on
 * all of them.
 */
export async function locate(
  directory: HostDirectory,
  prefix: string,
  target: ContainerTarget,
): Promise<Located> {
  const located: Located = { found: [], unreachable: [] };
  const hosts = target.hostName === undefined ? directory.all() : [directory.get(target.hostName)];
  await Promise.all(
    hosts.map(async (host) => {
      try {
        const containers = await directory.contact(host, () => containersOn(host, prefix, target));
        located.found.push(...containers.map((container) => ({ host, container })));
      } catch (error) {
        if (!(error instanceof HostUnreachableError)) throw error;
        located.unreachable.push(error);
      }
    }),
  );
  return { ...located, found: latestFirst(located.found, prefix) };
}

/** Containers of one run, those of its latest attempt first. */
export function latestFirst<T extends { container: { name: string; labels: Record<string, string> } }>(
  containers: readonly T[],
  prefix: string,
): T[] {
  const attempt = ({ container }: T): number => runOf(container, prefix)?.attempt ?? 0;
  return containers.toSorted((one, other) => attempt(other) - attempt(one));
}

async function containersOn(
  { docker, watch }: Host,
  prefix: string,
  target: ContainerTarget,
): Promise<ContainerState[]> {
  if (target.containerId !== undefined) {
    // Only while the events are followed would the table know that it was removed since.
    const known = watch.state.phase === "live" ? watch.table.end(target.containerId) : undefined;
    const container = known ?? (await docker.inspect(target.containerId));
    if (container !== undefined && isOf(container, prefix, { runId: target.runId })) return [container];
    // Another one may have taken its place in a launch of which nobody recorded the end.
  }
  const named = await docker.findContainers(managedOnly(prefix), { namePrefix: namePrefix(target) });
  const summaries = named.filter((container) => isOf(container, prefix, target));
  const states = await Promise.all(summaries.map(({ id }) => docker.inspect(id)));
  return states.filter((state) => state !== undefined);
}
