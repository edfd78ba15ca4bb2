import { EngineError } from "../docker/port.ts";
import type { ContainerState, DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { FreshContainers } from "./freshContainers.ts";
import type { HostDirectory } from "./hostDirectory.ts";
import { joinNetworks } from "./joinNetworks.ts";
import { containerName, isOf } from "./naming.ts";
import type { KnownNetworks } from "./networks.ts";
import type { Attempt } from "./requests.ts";
import { span } from "../tracing/tracing.ts";
import { warmLabel } from "../warm/name.ts";
import type { WarmPool } from "../warm/pool.ts";

/** What starting needs. */
export type StartContext = {
  directory: HostDirectory;
  prefix: string;
  warm: WarmPool;
  fresh: FreshContainers;
  networks: KnownNetworks;
};

/** What became of a request to start; the container is another one when a warm worker had ended too early. */
export type Started = { containerId: string; hostName: string; alreadyRunning: boolean };

/**
 * Starts the created container of a run, or tells the warm worker that was given the run to go on. A container that was
 * started before is left alone, also one that has ended, since starting it again would execute the run twice. A
 * container that cannot be started is removed.
 */
export async function startRun(
  { directory, prefix, warm, fresh, networks }: StartContext,
  request: Attempt & { hostName: string; containerId: string },
): Promise<Started> {
  const { hostName, containerId } = request;
  const host = directory.get(hostName);
  const start = async (docker: DockerHost): Promise<Started> => {
    if (fresh.take(containerId, request.runId, host.watch.table)) {
      return startNew(docker, { id: containerId, labels: {}, networks: [] });
    }
    const container = await docker.inspect(containerId);
    if (container === undefined) return restart(docker);
    if (!isOf(container, prefix, { runId: request.runId })) throw notFound(request, hostName);
    if (container.labels[warmLabel(prefix)] !== undefined) {
      const told = container.status === "running" && (await tell(docker));
      return told ? { containerId, hostName, alreadyRunning: false } : restart(docker);
    }
    if (container.status !== "created") return { containerId, hostName, alreadyRunning: true };
    return startNew(docker, container);
  };
  const tell = (docker: DockerHost): Promise<boolean> =>
    warm.handovers.start(docker, containerId, request).then(
      () => true,
      (error: unknown) => {
        if (error instanceof EngineError) return false;
        throw error;
      },
    );
  /** A warm worker has ended, or is gone: unless it may have begun the run, another container takes its place. */
  const restart = async (docker: DockerHost): Promise<Started> => {
    const cold = warm.handovers.restart(containerId);
    const newId = await cold?.();
    // The answer to an earlier request, which did the same, may have been lost: the name is the run's all the same.
    const container = await docker.inspect(newId ?? containerName(request));
    if (container === undefined || !isOf(container, prefix, request)) throw notFound(request, hostName);
    if (container.status === "created") return startNew(docker, container);
    return { containerId: container.id, hostName, alreadyRunning: true };
  };
  const startNew = async (docker: DockerHost, container: Startable): Promise<Started> => {
    const outcome = await startOrRemove(docker, container, prefix).catch((error: unknown) => {
      networks.forget(docker);
      throw error instanceof EngineError ? notFound(request, hostName) : error;
    });
    host.watch.table.started(container.id);
    return { containerId: container.id, hostName, alreadyRunning: outcome === "already_running" };
  };
  return directory.contact(host, start);
}

/** What starting needs to know of a container; one without labels is on its networks already. */
type Startable = Pick<ContainerState, "id" | "labels" | "networks">;

/** @throws EngineError when there is no such container. */
async function startOrRemove(
  docker: DockerHost,
  container: Startable,
  prefix: string,
): Promise<"started" | "already_running"> {
  try {
    // A launcher that was killed may have created it and no more.
    await joinNetworks(docker, container, prefix);
    const attributes = { "multihost.host": docker.name, "container.id": container.id };
    return await span("multihost.engine.start", attributes, () => docker.start(container.id));
  } catch (error) {
    if (!(error instanceof EngineError) || isMissing(error)) throw error;
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

function isMissing({ status, message }: EngineError): boolean {
  return status === 404 && /no such container/i.test(message);
}

function notFound({ runId }: Attempt, hostName: string): LauncherError {
  return new LauncherError(
    "CONTAINER_NOT_FOUND",
    `The container of run ${runId} is not on host '${hostName}' any more. Launch the run again.`,
  );
}
