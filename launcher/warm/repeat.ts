import { EngineError } from "../docker/port.ts";
import type { Host, HostDirectory } from "../runs/hostDirectory.ts";
import type { CreateRequest } from "../runs/requests.ts";
import { warmLabel } from "./name.ts";
import type { WarmPool } from "./pool.ts";

/**
 * Gives the run once more to the warm worker that an earlier request had taken for it: the launcher may have died
 * before it did.
 *
 * @returns Whether the container is a warm worker.
 */
export async function repeatHandover(
  { directory, prefix, warm }: { directory: HostDirectory; prefix: string; warm: WarmPool },
  host: Host,
  container: { id: string; labels: Record<string, string> },
  request: CreateRequest,
): Promise<boolean> {
  if (container.labels[warmLabel(prefix)] === undefined) return false;
  try {
    await directory.contact(host, (docker) => warm.handovers.repeat(docker, container.id, request));
  } catch (error) {
    // It has ended: what became of the run is told by its health.
    if (!(error instanceof EngineError)) throw error;
  }
  return true;
}
