import type { ContainerState, DockerHost } from "../docker/port.ts";
import { HostUnreachableError } from "../error.ts";
import { isIdle } from "../warm/name.ts";
import type { KnownContainer } from "../watch/containerTable.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { latestFirst, locate } from "./locate.ts";
import { isOf } from "./naming.ts";
import type { ContainerTarget } from "./requests.ts";

/** State of a run's container. `UNKNOWN` means that its host cannot be asked: never that the run failed. */
export type Health = {
  status: "RUNNING" | "SUCCESS" | "FAILED" | "NOT_FOUND" | "UNKNOWN";
  /** Null unless the container has ended. */
  exitCode: number | null;
  oomKilled: boolean;
  message: string;
  /** The last lines of a container that failed; else empty. */
  logTail: string[];
  containerId?: string;
  hostName?: string;
};

/** What health and debug information need. */
export type HealthContext = { directory: HostDirectory; prefix: string; logTailLines: number };

/**
 * Tells how the container of a run fares. That it runs is known from the engine's events; that it has ended, or is not
 * there, is only said when the engine itself has been asked.
 */
export async function runHealth(context: HealthContext, target: ContainerTarget): Promise<Health> {
  const { directory, prefix } = context;
  if (target.hostName !== undefined && directory.find(target.hostName) === undefined) {
    return nothing("UNKNOWN", `Host '${target.hostName}' is not in docker_hosts any more; add it again.`);
  }
  const alive = knownAlive(directory, prefix, target);
  if (alive !== undefined) return alive;
  const { found, unreachable } = await locate(directory, prefix, target);
  const [latest] = found;
  if (latest !== undefined) return containerHealth(context, latest.host, latest.container);
  const [silent] = unreachable;
  if (silent !== undefined) return nothing("UNKNOWN", silent.message);
  if (isAnnounced(directory, target))
    return nothing("UNKNOWN", `Run ${target.runId} is being given a warm worker.`);
  return nothing("NOT_FOUND", `Run ${target.runId} has no container${on(target)}; it was removed.`);
}

/** Whether the container is a warm worker that a launch has named and not taken yet. */
function isAnnounced(directory: HostDirectory, { containerId = "" }: ContainerTarget): boolean {
  const known = directory.all().map(({ watch }) => watch.table.get(containerId));
  return known.some((container) => container !== undefined && isIdle(container));
}

/** The answer from memory, for a container that has not ended; undefined when the engine has to be asked. */
function knownAlive(directory: HostDirectory, prefix: string, target: ContainerTarget): Health | undefined {
  const hosts = target.hostName === undefined ? directory.all() : [directory.get(target.hostName)];
  const known = hosts.flatMap((host) => {
    if (host.watch.state.phase !== "live") return [];
    return ofTarget(host, prefix, target).map((container) => ({ host, container }));
  });
  const [latest] = latestFirst(known, prefix);
  if (latest === undefined) return undefined;
  const { host, container } = latest;
  if (container.status === "exited" || container.status === "dead") return undefined;
  const hostName = host.docker.name;
  const message = `Container is ${container.status} on '${hostName}'.`;
  return { ...nothing("RUNNING", message), containerId: container.id, hostName };
}

function ofTarget({ watch }: Host, prefix: string, target: ContainerTarget): KnownContainer[] {
  const candidates =
    target.containerId === undefined ? watch.table.all() : [watch.table.get(target.containerId)];
  return candidates.filter(
    (container) => container !== undefined && isOf(container, prefix, target),
  ) as KnownContainer[];
}

async function containerHealth(
  context: HealthContext,
  { docker, watch }: Host,
  container: ContainerState,
): Promise<Health> {
  const { id, status, exitCode, oomKilled } = container;
  const ended = status === "exited" || status === "dead";
  const failed = ended && (exitCode !== 0 || status === "dead");
  if (ended) watch.table.rememberEnd(container);
  return {
    status: failed ? "FAILED" : ended ? "SUCCESS" : "RUNNING",
    exitCode: ended ? exitCode : null,
    oomKilled,
    message: describe(container, docker.name),
    logTail: failed ? await tailOrNothing(docker, id, context.logTailLines) : [],
    containerId: id,
    hostName: docker.name,
  };
}

/** One sentence about the state of a container. */
export function describe({ status, exitCode, oomKilled, error }: ContainerState, hostName: string): string {
  if (status !== "exited" && status !== "dead") return `Container is ${status} on '${hostName}'.`;
  const cause = oomKilled ? " It was killed because it ran out of memory; raise mem_limit." : "";
  const reason = error === "" ? "" : ` ${error}`;
  return `Container exited with code ${exitCode} on '${hostName}'.${cause}${reason}`;
}

async function tailOrNothing(docker: DockerHost, id: string, lines: number): Promise<string[]> {
  try {
    return await docker.logTail(id, lines);
  } catch (error) {
    // That the container failed is proven; its last lines are a help, and some log drivers cannot be read.
    const reason =
      error instanceof HostUnreachableError ? error.message : "its log driver does not support reading";
    return [`(the log cannot be read: ${reason})`];
  }
}

function nothing(status: Health["status"], message: string): Health {
  return { status, exitCode: null, oomKilled: false, message, logTail: [] };
}

function on({ hostName }: ContainerTarget): string {
  return hostName === undefined ? " on any host" : ` on '${hostName}'`;
}
