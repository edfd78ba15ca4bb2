import type { FastifyBaseLogger } from "fastify";
import { z } from "zod";
import { LauncherError } from "../error.ts";
import { apiServer } from "./apiServer.ts";
import type { ApiServer } from "./apiServer.ts";
import { hostsAnswer } from "./hostAnswers.ts";
import type { Metrics } from "./metrics.ts";
import { answer } from "./schemas/answer.ts";
import { hostsSchema } from "./schemas/hosts.ts";
import type { StatusBoard } from "./statusBoard.ts";
import { pageRoutes } from "../page/routes.ts";
import type { Page } from "../page/routes.ts";

/** The server for monitoring, over TCP. It only reads: nothing in it changes state or reaches a secret. */
export function statusServer(options: {
  board: StatusBoard;
  metrics: Metrics;
  logger: FastifyBaseLogger;
  page: Page;
}): ApiServer {
  const { board, metrics, logger, page } = options;
  const server = apiServer({ logger, metrics, forceCloseConnections: true });
  readOnly(server);
  server.get("/healthz", { schema: healthz }, () => ({ status: "ok" as const }));
  server.get("/v1/hosts", { schema: hosts }, async () => hostsAnswer(await board.read(), Date.now()));
  server.get("/metrics", async (_request, reply) => {
    metrics.host.checked(await board.read());
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  pageRoutes(server, page);
  return server;
}

/** Refuses every method that could change something before any route sees it, whatever routes there are. */
function readOnly(server: ApiServer): void {
  server.addHook("onRequest", (request, reply, done) => {
    if (request.method === "GET") {
      done();
      return;
    }
    void reply.header("allow", "GET");
    const message = `${request.method} is refused: the status server only reads. Use GET here, or the launcher's Unix socket.`;
    done(new LauncherError("METHOD_NOT_ALLOWED", message));
  });
}

const healthz = { response: { 200: answer(z.object({ status: z.literal("ok") })) } };
const hosts = { response: { 200: answer(hostsSchema) } };
