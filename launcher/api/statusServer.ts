import type { FastifyBaseLogger } from "fastify";
import { z } from "zod";
import { LauncherError } from "../error.ts";
import { apiServer } from "./apiServer.ts";
import type { ApiServer } from "./apiServer.ts";
import { describeRoutes } from "./describeRoutes.ts";
import type { About } from "./describeRoutes.ts";
import { hostsAnswer } from "./hostAnswers.ts";
import type { Metrics } from "./metrics.ts";
import { answer } from "./schemas/answer.ts";
import { failures } from "./schemas/failure.ts";
import { hostsSchema } from "./schemas/hosts.ts";
import type { StatusBoard } from "./statusBoard.ts";
import { pageRoutes } from "../page/routes.ts";
import type { Page } from "../page/routes.ts";

type Parts = { board: StatusBoard; metrics: Metrics; logger: FastifyBaseLogger; page: Page };

/** The server for monitoring, over TCP. It only reads: nothing in it changes state or reaches a secret. */
export function statusServer(options: Parts): ApiServer {
  const { metrics, logger } = options;
  const server = apiServer({ logger, metrics, forceCloseConnections: true });
  readOnly(server);
  describeRoutes(server, (routes) => addRoutes(routes, options), about);
  return server;
}

function addRoutes(server: ApiServer, { board, metrics, page }: Parts): void {
  server.get("/healthz", { schema: healthz }, () => ({ status: "ok" as const }));
  server.get("/v1/hosts", { schema: hosts }, async () => hostsAnswer(await board.read(), Date.now()));
  server.get("/metrics", async (_request, reply) => {
    metrics.host.checked(await board.read());
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  pageRoutes(server, page);
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

const about: About = {
  title: "dagster-multihost status",
  description:
    "The read-only HTTP API of the launcher, on `status_listen`, beside the status page at `/` and Prometheus's `/metrics`. " +
    "It changes nothing and asks for no credentials: whoever reaches it may read.",
  server: { url: "http://127.0.0.1:3001", description: "The address of `status_listen`." },
  tags: [{ name: "status", description: "State of the launcher, its hosts and runs." }],
};

const healthz = {
  tags: ["status"],
  operationId: "healthz",
  summary: "Whether the launcher answers",
  description: "For health checks: tells nothing of the hosts.",
  response: {
    200: answer(z.object({ status: z.literal("ok") }).describe("The launcher answers.")),
    ...failures(),
  },
};

const hosts = {
  tags: ["status"],
  operationId: "statusHosts",
  summary: "State of all hosts",
  description: "At most 5 seconds old, however many ask. Without what Docker's data take.",
  response: { 200: answer(hostsSchema), ...failures() },
};
