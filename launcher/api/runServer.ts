import type { FastifyBaseLogger } from "fastify";
import { History } from "../history/history.ts";
import type { RunService } from "../runs/service.ts";
import { apiServer } from "./apiServer.ts";
import type { ApiServer } from "./apiServer.ts";
import type { ConfigInForce } from "./answers.ts";
import { cleanupRoutes } from "./cleanupRoutes.ts";
import { describeRoutes } from "./describeRoutes.ts";
import { healthRoutes } from "./healthRoutes.ts";
import { hostRoutes } from "./hostRoutes.ts";
import { logRoute } from "./logRoute.ts";
import type { Metrics } from "./metrics.ts";
import { logRuns } from "./logRuns.ts";
import { runRoutes } from "./runRoutes.ts";

/** What the server answers from. */
export type RunServerOptions = {
  service: RunService;
  metrics: Metrics;
  logger: FastifyBaseLogger;
  /** Is told of launches. Default: one that nobody looks at. */
  history?: History;
  /** The log of what is done with runs. Default: `logger`. */
  runsLogger?: FastifyBaseLogger;
  /** Tells which configuration is in force; called at every request for it. */
  config: () => ConfigInForce;
};

/** A `dagster api execute_run` command carries the whole run in its arguments. */
const bodyLimit = 16 * 1024 * 1024;

/**
 * The server that the adapter talks to, over a Unix socket: it launches, terminates and watches runs, and cleans up.
 * `GET /v1/openapi.json` describes it.
 */
export function runServer(options: RunServerOptions): ApiServer {
  const { service, metrics, logger, config, runsLogger = logger, history = new History() } = options;
  const server = apiServer({ logger, metrics, bodyLimit, forceCloseConnections: "idle" });
  logRuns(server, runsLogger);
  describeRoutes(server, (routes) => {
    healthRoutes(routes, service, config);
    hostRoutes(routes, service);
    cleanupRoutes(routes, service);
    runRoutes(routes, { service, metrics, history });
    logRoute(routes, service);
  });
  return server;
}
