import type { RunService } from "../runs/service.ts";
import { healthAnswer } from "./answers.ts";
import type { ConfigInForce } from "./answers.ts";
import type { ApiServer } from "./apiServer.ts";
import { batchHealth } from "./batchHealth.ts";
import { answer } from "./schemas/answer.ts";
import { failures } from "./schemas/failure.ts";
import { runParameters, targetQuery } from "./schemas/fields.ts";
import * as schemas from "./schemas/health.ts";
import { target } from "./target.ts";
import { version } from "./version.ts";

/** Routes that tell how the launcher, one run or many runs fare. */
export function healthRoutes(server: ApiServer, service: RunService, config: () => ConfigInForce): void {
  server.get("/v1/health", { schema: launcher }, () => ({
    status: "ok" as const,
    version,
    pid: process.pid,
    config: config(),
  }));

  server.post("/v1/health", { schema: batch }, async (request) => ({
    runs: await batchHealth(service, request.body.runs, request.log),
  }));

  server.get("/v1/runs/:run_id/health", { schema: health }, async (request) =>
    healthAnswer(await service.health(target(request.params.run_id, request.query))),
  );

  server.get("/v1/runs/:run_id/debug", { schema: debug }, async (request) => ({
    text: await service.debug(target(request.params.run_id, request.query)),
  }));
}

const launcher = {
  tags: ["launcher"],
  operationId: "launcherHealth",
  summary: "State of the launcher",
  description: "Answers from memory which launcher this is and which configuration is in force.",
  response: { 200: answer(schemas.launcherSchema), ...failures() },
};

const batch = {
  tags: ["runs"],
  operationId: "healthOfRuns",
  summary: "Health of many runs",
  description: "Answers 1 to 1000 runs in the order in which they were asked for.",
  body: schemas.batchBody,
  response: { 200: answer(schemas.batchSchema), ...failures() },
};

const oneRun = { tags: ["runs"], params: runParameters, querystring: targetQuery };

const health = {
  ...oneRun,
  operationId: "runHealth",
  summary: "Health of a run",
  description: "How the run's latest container fares. Only proof of an end is an end: `UNKNOWN` ends no run.",
  response: { 200: answer(schemas.healthSchema), ...failures("ENGINE_REFUSED") },
};

const debug = {
  ...oneRun,
  operationId: "debugRun",
  summary: "Health of a run, for a person",
  description: "State and last log lines of the run's latest container, as text.",
  response: { 200: answer(schemas.debugSchema), ...failures("ENGINE_REFUSED") },
};
