import type { RunService } from "../runs/service.ts";
import type { ApiServer } from "./apiServer.ts";
import { cleanupAnswer, containerAnswer, skippedAnswer } from "./cleanupAnswers.ts";
import { answer } from "./schemas/answer.ts";
import * as schemas from "./schemas/cleanup.ts";
import { failures } from "./schemas/failure.ts";

/**
 * Routes for cleaning up after the runs of one deployment. The launcher knows containers, Dagster knows runs: who
 * cleans up lists the containers, asks Dagster about their runs and tells which of them go on and which have ended.
 */
export function cleanupRoutes(server: ApiServer, service: RunService): void {
  server.get("/v1/containers", { schema: containers }, async (request) => {
    const found = await service.containers(request.query.instance_id);
    return {
      containers: found.containers.map(containerAnswer),
      unreachable: found.skipped.map(skippedAnswer),
    };
  });

  server.post("/v1/cleanup", { schema: cleanup }, async ({ body, log }) => {
    const done = await service.cleanUp({
      instanceId: body.instance_id,
      ...(body.host_name == null ? {} : { hostName: body.host_name }),
      maxAgeHours: body.max_age_hours,
      dryRun: body.dry_run,
      activeRunIds: new Set(body.active_run_ids),
      endedRunIds: new Set(body.ended_run_ids),
    });
    const answer = cleanupAnswer(done, body.dry_run);
    log.info({ step: "cleanup", ...answer.counts, dry_run: body.dry_run }, "Cleaned up");
    return answer;
  });
}

const containers = {
  tags: ["cleanup"],
  operationId: "containers",
  summary: "Run containers",
  description:
    "Lists those of a deployment, or of all, on all hosts, with their run ids, also those that have ended.",
  querystring: schemas.containersQuery,
  response: { 200: answer(schemas.containersSchema), ...failures() },
};

const cleanup = {
  tags: ["cleanup"],
  operationId: "cleanUp",
  summary: "Remove and stop containers",
  description:
    "Removes containers that have ended and are old enough, a failed one never before 24 hours, and stops those whose run " +
    "has ended. Containers of another deployment are never touched. docs/launcher.md has the rules.",
  body: schemas.cleanupBody,
  response: { 200: answer(schemas.cleanupSchema), ...failures("HOST_UNKNOWN", "ENGINE_REFUSED") },
};
