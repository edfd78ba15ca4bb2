import { LogController, fastify } from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { RunService } from "../runs/service.ts";
import { createdAnswer, healthAnswer, startedAnswer, terminatedAnswer } from "./answers.ts";
import { cleanupRoutes } from "./cleanupRoutes.ts";
import { createRequest } from "./createRequest.ts";
import { answerErrors } from "./errors.ts";
import { hostRoutes } from "./hostRoutes.ts";
import { logRoute } from "./logRoute.ts";
import type { Metrics } from "./metrics.ts";
import { streamLines } from "./ndjson.ts";
import { runParameters, startBody, targetQuery, terminateBody, valid } from "./schemas.ts";
import { target } from "./target.ts";
import { version } from "./version.ts";

/** What the server answers from. */
export type RunServerOptions = {
  service: RunService;
  metrics: Metrics;
  logger: FastifyBaseLogger;
  /** Which configuration was loaded. */
  config: { digest: string; hosts: string[] };
};

/** A `dagster api execute_run` command carries the whole run in its arguments. */
const bodyLimit = 16 * 1024 * 1024;

/** The server that the adapter talks to, over a Unix socket: it launches, terminates and watches runs, and cleans up. */
export function runServer({ service, metrics, logger, config }: RunServerOptions): FastifyInstance {
  // Health is asked for every few seconds: what is logged is what fails and what changes something.
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({ loggerInstance: logger, logController, bodyLimit, forceCloseConnections: "idle" });
  answerErrors(server);

  server.get("/v1/health", () => ({ status: "ok", version, pid: process.pid, config }));
  hostRoutes(server, service);
  cleanupRoutes(server, service);
  logRoute(server, service);

  server.post("/v1/runs/:run_id/create", (request, reply) => {
    const create = createRequest(request.params, request.body);
    const stream = streamLines(
      async (emit) => createdAnswer(await metrics.step("create", () => service.create(create, emit))),
      (error) => request.log.warn({ err: error, run_id: create.runId }, "Create failed"),
    );
    return reply.type("application/x-ndjson").send(stream);
  });

  server.post("/v1/runs/:run_id/start", async (request) => {
    const { run_id: runId } = valid(runParameters, request.params);
    const { attempt, host_name: hostName, container_id: containerId } = valid(startBody, request.body);
    return startedAnswer(
      await metrics.step("start", () => service.start({ runId, attempt, hostName, containerId })),
    );
  });

  server.post("/v1/runs/:run_id/terminate", async (request) =>
    terminatedAnswer(await service.terminate(target(request.params, valid(terminateBody, request.body)))),
  );
  server.get("/v1/runs/:run_id/health", async (request) =>
    healthAnswer(await service.health(target(request.params, valid(targetQuery, request.query)))),
  );
  server.get("/v1/runs/:run_id/debug", async (request) => ({
    text: await service.debug(target(request.params, valid(targetQuery, request.query))),
  }));
  return server;
}
