import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { CleanedContainer, Cleanup } from "../runs/cleanup.ts";
import type { InstanceContainer, SkippedHost } from "../runs/instanceContainers.ts";
import type { RunService } from "../runs/service.ts";
import { valid } from "./schemas.ts";

const instanceId = z.string().min(1);
const runIds = z.array(z.string().min(1)).default([]);

/** Without the id of a deployment nothing is cleaned up: the containers of another one must never be. */
const cleanupBody = z.object({
  instance_id: instanceId,
  max_age_hours: z.number().min(0).default(24),
  dry_run: z.boolean().default(false),
  active_run_ids: runIds,
  ended_run_ids: runIds,
});

/**
 * Routes for cleaning up after the runs of one deployment. The launcher knows containers, Dagster knows runs: who
 * cleans up lists the containers, asks Dagster about their runs and tells which of them go on and which have ended.
 */
export function cleanupRoutes(server: FastifyInstance, service: RunService): void {
  server.get("/v1/containers", async (request) => {
    const { instance_id } = valid(z.object({ instance_id: instanceId }), request.query);
    const { containers, skipped } = await service.containers(instance_id);
    return { containers: containers.map(containerAnswer), unreachable: skipped.map(skippedAnswer) };
  });

  server.post("/v1/cleanup", async (request) => {
    const body = valid(cleanupBody, request.body);
    const cleanup = await service.cleanUp({
      instanceId: body.instance_id,
      maxAgeHours: body.max_age_hours,
      dryRun: body.dry_run,
      activeRunIds: new Set(body.active_run_ids),
      endedRunIds: new Set(body.ended_run_ids),
    });
    const answer = cleanupAnswer(cleanup, body.dry_run);
    request.log.info({ ...answer.counts, dry_run: body.dry_run }, "Cleaned up");
    return answer;
  });
}

function cleanupAnswer({ containers, skipped }: Cleanup, dryRun: boolean) {
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

function containerAnswer(container: InstanceContainer): object {
  return {
    host_name: container.hostName,
    container_id: container.id,
    container_name: container.name,
    run_id: container.runId,
    attempt: container.attempt,
    job_name: container.jobName,
    location_name: container.locationName,
    status: container.status,
    image: container.image,
    created: container.createdAt,
  };
}

function skippedAnswer({ hostName, error }: SkippedHost): object {
  return { host_name: hostName, error };
}
