import { LogController, fastify } from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { answerErrors } from "./errors.ts";
import { hostsAnswer } from "./hostAnswers.ts";
import type { Metrics } from "./metrics.ts";
import type { StatusBoard } from "./statusBoard.ts";

/** The server for monitoring, over TCP. It only reads: nothing in it changes state or reaches a secret. */
export function statusServer(options: {
  board: StatusBoard;
  metrics: Metrics;
  logger: FastifyBaseLogger;
}): FastifyInstance {
  const { board, metrics, logger } = options;
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({ loggerInstance: logger, logController, forceCloseConnections: true });
  answerErrors(server);
  server.get("/healthz", () => ({ status: "ok" }));
  server.get("/v1/hosts", async () => hostsAnswer(await board.read(), Date.now()));
  server.get("/metrics", async (_request, reply) => {
    metrics.hosts(await board.read());
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return server;
}
