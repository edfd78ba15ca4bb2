import type { ContainerState } from "../docker/port.ts";
import { describe } from "./health.ts";
import type { HealthContext } from "./health.ts";
import { locate } from "./locate.ts";
import type { ContainerTarget } from "./requests.ts";

/** Text about a run's container for the person who looks for the cause of a failure: its state and last log lines. */
export async function runDebug(context: HealthContext, target: ContainerTarget): Promise<string> {
  const { found, unreachable } = await locate(context.directory, context.prefix, target);
  const parts = await Promise.all(
    found.map(async ({ host: { docker }, container }) => {
      const tail = await docker
        .logTail(container.id, context.logTailLines)
        .catch((error: unknown) => [
          `(the log cannot be read: ${error instanceof Error ? error.message : "error"})`,
        ]);
      return [...state(container, docker.name), "Last logs:", ...tail].join("\n");
    }),
  );
  const silent = unreachable.map(({ message }) => message);
  if (parts.length + silent.length === 0) return `Run ${target.runId} has no container on its hosts.`;
  return [...parts, ...silent].join("\n\n");
}

function state(container: ContainerState, hostName: string): string[] {
  return [
    describe(container, hostName),
    `Container: ${container.name} (${container.id.slice(0, 12)})`,
    `Image: ${container.image}`,
    `Started: ${container.startedAt}`,
    ...(container.status === "exited" ? [`Finished: ${container.finishedAt}`] : []),
  ];
}
