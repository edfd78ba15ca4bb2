import { LogController, fastify } from "fastify";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyServerOptions,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import { serializerCompiler } from "fastify-type-provider-zod";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { answerErrors } from "./errors.ts";
import { countRequests } from "./metrics/countRequests.ts";
import type { Metrics } from "./metrics.ts";
import { requestCheck } from "./requestCheck.ts";

/** A server whose routes declare with zod what they take and what they answer. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What every server of the launcher has in common. */
export type ApiServerOptions = Pick<FastifyServerOptions, "bodyLimit" | "forceCloseConnections"> & {
  logger: FastifyBaseLogger;
  metrics: Metrics;
};

/**
 * Makes a server without routes. Requests are checked by the schemas of their route, and JSON answers are made from them:
 * a field that is not described does not leave the launcher.
 */
export function apiServer({ logger, metrics, ...options }: ApiServerOptions): ApiServer {
  // Health is asked for every few seconds: what is logged is what fails and what changes something.
  const logController = new LogController({ disableRequestLogging: true });
  const server = fastify({ loggerInstance: logger, logController, exposeHeadRoutes: false, ...options });
  server.setValidatorCompiler(requestCheck);
  server.setSerializerCompiler(serializerCompiler);
  answerErrors(server, metrics);
  countRequests(server, metrics);
  return server.withTypeProvider<ZodTypeProvider>();
}
