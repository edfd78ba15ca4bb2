import type { ContainerState, DockerHost } from "../docker/port.ts";
import { HostUnreachableError } from "../error.ts";
import type { HostDirectory } from "./hostDirectory.ts";
import { locate } from "./locate.ts";
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

/** Tells how the container of a run fares. */
export async function runHealth(context: HealthContext, target: ContainerTarget): Promise<Health> {
  const { directory, prefix } = context;
  if (target.hostName !== undefined && directory.find(target.hostName) === undefined) {
    return nothing("UNKNOWN", `Host '${target.hostName}' is not in docker_hosts any more; add it again.`);
  }
  const { found, unreachable } = await locate(directory, prefix, target);
  const [latest] = found;
  if (latest !== undefined) return containerHealth(context, latest.host.docker, latest.container);
  const [silent] = unreachable;
  if (silent !== undefined) return nothing("UNKNOWN", silent.message);
  return nothing("NOT_FOUND", `Run ${target.runId} has no container${on(target)}; it was removed.`);
}

async function containerHealth(
  context: HealthContext,
  docker: DockerHost,
  container: ContainerState,
): Promise<Health> {
  const { id, status, exitCode, oomKilled } = container;
  const ended = status === "exited" || status === "dead";
  const failed = ended && (exitCode !== 0 || status === "dead");
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
