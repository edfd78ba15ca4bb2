import PQueue from "p-queue";
import { EngineError } from "../docker/port.ts";
import type { ContainerState, DockerHost } from "../docker/port.ts";
import { HostUnreachableError } from "../error.ts";
import { cleanupDecision, happened } from "./cleanupRules.ts";
import type { CleanupRules } from "./cleanupRules.ts";
import { isIdle } from "../warm/name.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import type { SkippedHost } from "./instanceContainers.ts";
import { instanceOnly, runOf } from "./naming.ts";

/** A request to clean up after the runs of one Dagster deployment. */
export type CleanupRequest = CleanupRules & {
  instanceId: string;
  /** Only this host. Default: all hosts. */
  hostName?: string;
  /** Whether to tell only what would be done. */
  dryRun: boolean;
};

/** What was done with one container, or in a dry run would be done; `failed`: the engine refused. */
export type CleanedContainer = {
  hostName: string;
  containerId: string;
  runId: string;
  /** Its state before the cleanup. */
  status: ContainerState["status"];
  image: string;
  createdAt: string;
  /** Null for one that has not ended. */
  finishedAt: string | null;
  exitCode: number | null;
  action: "kept" | "removed" | "stopped" | "failed";
  reason: string;
};

/** The outcome of a cleanup. */
export type Cleanup = { containers: CleanedContainer[]; skipped: SkippedHost[] };

/** What the cleanup needs besides the request. */
export type CleanupContext = { directory: HostDirectory; prefix: string; graceSeconds: number };

/** How many containers of a host are looked at, or stopped, at the same time: sshd allows 10 channels for everything. */
const concurrency = 4;

/**
 * Removes containers that have ended and stops those whose run has ended, of one deployment, on all hosts at once. A
 * host that cannot be reached is skipped and reported, with what was done there before.
 *
 * @throws LauncherError `HOST_UNKNOWN` when the host that is named is not configured.
 */
export async function cleanUp(context: CleanupContext, request: CleanupRequest): Promise<Cleanup> {
  const outcome: Cleanup = { containers: [], skipped: [] };
  const { directory } = context;
  const hosts = request.hostName === undefined ? directory.all() : [directory.get(request.hostName)];
  await Promise.all(
    hosts.map(async (host) => {
      try {
        await cleanHost(context, host, request, (cleaned) => outcome.containers.push(cleaned));
      } catch (error) {
        if (!(error instanceof HostUnreachableError)) throw error;
        outcome.skipped.push({ hostName: host.docker.name, error: error.message });
      }
    }),
  );
  return outcome;
}

async function cleanHost(
  { directory, prefix, graceSeconds }: CleanupContext,
  host: Host,
  request: CleanupRequest,
  report: (cleaned: CleanedContainer) => void,
): Promise<void> {
  const labels = instanceOnly(prefix, request.instanceId);
  const [now, found] = await directory.contact(host, (docker) =>
    Promise.all([docker.time(), docker.findContainers(labels)]),
  );
  const queue = new PQueue({ concurrency });
  const tasks = found
    .filter((container) => !isIdle(container))
    .map(({ id }) =>
      queue.add(async () => {
        const container = await directory.contact(host, (docker) => docker.inspect(id));
        if (container === undefined) return;
        const runId = runOf(container, prefix)?.runId ?? "";
        const decision = cleanupDecision(container, runId, request, now);
        const act = (docker: DockerHost) => carryOut(docker, id, decision, request.dryRun, graceSeconds);
        report({ ...described(container, runId, host.docker.name), ...(await directory.contact(host, act)) });
      }),
    );
  // Once the host is silent, asking for each of the others would take a timeout each.
  await Promise.all(tasks.map((task) => task.catch((error: unknown) => giveUp(queue, error))));
}

function giveUp(queue: PQueue, error: unknown): never {
  queue.clear();
  throw error;
}

type Done = Pick<CleanedContainer, "action" | "reason">;

async function carryOut(
  docker: DockerHost,
  id: string,
  { action, reason }: ReturnType<typeof cleanupDecision>,
  dryRun: boolean,
  graceSeconds: number,
): Promise<Done> {
  const done = { keep: "kept", remove: "removed", stop: "stopped" } as const;
  try {
    // Not by force: a container that was started since is not killed.
    if (action === "remove" && !dryRun) await docker.remove(id, { force: false });
    if (action === "stop" && !dryRun) await docker.stop(id, graceSeconds);
    return { action: done[action], reason };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { action: "failed", reason: error.message };
  }
}

function described(
  container: ContainerState,
  runId: string,
  hostName: string,
): Omit<CleanedContainer, keyof Done> {
  const { id: containerId, status, image, createdAt, finishedAt, exitCode } = container;
  const ended = (status === "exited" || status === "dead") && happened(finishedAt);
  return {
    ...{ hostName, containerId, runId, status, image, createdAt },
    finishedAt: ended ? finishedAt : null,
    exitCode: ended ? exitCode : null,
  };
}
