import type { z } from "zod";
import type { CleanedContainer, Cleanup } from "../runs/cleanup.ts";
import type { InstanceContainer, SkippedHost } from "../runs/instanceContainers.ts";
import type { cleanupSchema, containersSchema } from "./schemas/cleanup.ts";

/** The answer to `POST /v1/cleanup`. */
export function cleanupAnswer(
  { containers, skipped }: Cleanup,
  dryRun: boolean,
): z.output<typeof cleanupSchema> {
  const count = (action: CleanedContainer["action"]): number =>
    containers.filter((container) => container.action === action).length;
  return {
    dry_run: dryRun,
    counts: {
      removed: count("removed"),
      stopped: count("stopped"),
      kept: count("kept"),
      failed: count("failed"),
    },
    containers: containers.map((container) => ({
      host_name: container.hostName,
      container_id: container.containerId,
      run_id: container.runId,
      status: container.status,
      image: container.image,
      created: container.createdAt,
      finished_at: container.finishedAt,
      exit_code: container.exitCode,
      action: container.action,
      reason: container.reason,
    })),
    unreachable: skipped.map(skippedAnswer),
  };
}

type Listed = z.output<typeof containersSchema>;

/** One container of `GET /v1/containers`. */
export function containerAnswer(container: InstanceContainer): Listed["containers"][number] {
  return {
    host_name: container.hostName,
    container_id: container.id,
    container_name: container.name,
    run_id: container.runId,
    attempt: container.attempt,
    job_name: container.jobName,
    location_name: container.locationName,
    instance_id: container.instanceId,
    status: container.status,
    image: container.image,
    created: container.createdAt,
  };
}

/** A host that could not be asked. */
export function skippedAnswer({ hostName, error }: SkippedHost): Listed["unreachable"][number] {
  return { host_name: hostName, error };
}
