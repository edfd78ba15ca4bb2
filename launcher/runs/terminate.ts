import type { HostDirectory } from "./hostDirectory.ts";
import type { WarmPool } from "../warm/pool.ts";
import { locate } from "./locate.ts";
import type { ContainerTarget } from "./requests.ts";

/** What became of a request to terminate. */
export type Terminated = {
  outcome: "stopped" | "already_stopped" | "not_found";
  hostName?: string;
  containerId?: string;
};

/** What stopping needs. */
export type TerminateContext = {
  directory: HostDirectory;
  prefix: string;
  graceSeconds: number;
  warm: WarmPool;
};

/**
 * Stops every container of a run: the stop signal, then the grace period, then a kill.
 *
 * @returns What happened to the latest attempt's container.
 * @throws HostUnreachableError when no container was found and some host could not be asked.
 */
export async function terminateRun(
  { directory, prefix, graceSeconds, warm }: TerminateContext,
  target: ContainerTarget,
): Promise<Terminated> {
  const { found, unreachable } = await locate(directory, prefix, target);
  const [silent] = unreachable;
  if (found.length === 0 && silent !== undefined) throw silent;
  const stopped = await Promise.all(
    found.map(async ({ host, container }): Promise<Terminated> => {
      // A worker that has the run and ends now must not be replaced.
      warm.handovers.forget(container.id);
      const outcome = await directory.contact(host, (docker) => docker.stop(container.id, graceSeconds));
      return { outcome, hostName: host.docker.name, containerId: container.id };
    }),
  );
  return stopped.find(({ outcome }) => outcome === "stopped") ?? stopped[0] ?? { outcome: "not_found" };
}
