import { EngineError } from "../docker/port.ts";
import type { ContainerState, DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { HostDirectory } from "./hostDirectory.ts";
import { joinNetworks } from "./joinNetworks.ts";
import type { Attempt } from "./requests.ts";

/** What starting needs. */
export type StartContext = { directory: HostDirectory; prefix: string };

/** What became of a request to start. */
export type Started = { containerId: string; hostName: string; alreadyRunning: boolean };

/**
 * Starts the created container of a run. A container that was started before is left alone, also one that has ended,
 * since starting it again would execute the run twice. A container that cannot be started is removed.
 */
export async function startRun(
  { directory, prefix }: StartContext,
  request: Attempt & { hostName: string; containerId: string },
): Promise<Started> {
  const { hostName, containerId } = request;
  const host = directory.get(hostName);
  const start = async (docker: DockerHost): Promise<Started> => {
    const container = await docker.inspect(containerId);
    if (container?.labels[`${prefix}/run_id`] !== request.runId) throw notFound(request, hostName);
    if (container.status !== "created") return { containerId, hostName, alreadyRunning: true };
    const outcome = await startOrRemove(docker, container, prefix);
    host.watch.table.started(containerId);
    return { containerId, hostName, alreadyRunning: outcome === "already_running" };
  };
  return directory.contact(host, start);
}

async function startOrRemove(
  docker: DockerHost,
  container: ContainerState,
  prefix: string,
): Promise<"started" | "already_running"> {
  try {
    // A launcher that was killed may have created it and no more.
    await joinNetworks(docker, container, prefix);
    return await docker.start(container.id);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const removed = await docker.remove(container.id).then(
      () => "The container was removed.",
      () => "The container could not be removed either.",
    );
    const message =
      `The container cannot be started on host '${docker.name}': ${error.message}. ${removed} ` +
      "Check the image's command and container_kwargs.";
    throw new LauncherError("CONTAINER_START_FAILED", message, { cause: error });
  }
}

function notFound({ runId }: Attempt, hostName: string): LauncherError {
  return new LauncherError(
    "CONTAINER_NOT_FOUND",
    `The container of run ${runId} is not on host '${hostName}' any more. Launch the run again.`,
  );
}
