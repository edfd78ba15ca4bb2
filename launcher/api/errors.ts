import type { FastifyInstance } from "fastify";
import { LauncherError } from "../error.ts";
import type { LauncherErrorBody } from "../error.ts";

const statuses: Record<string, number> = {
  CONTAINER_NOT_FOUND: 404,
  DRAIN_STATE_UNWRITABLE: 500,
  HOST_DRAINED: 503,
  HOST_UNKNOWN: 404,
  HOST_UNREACHABLE: 503,
  INTERNAL: 500,
  LOCATION_NOT_MAPPED: 404,
  LOG_READERS_TOO_MANY: 503,
  NOT_FOUND: 404,
  REQUEST_INVALID: 400,
};

/** The answer for an error. What is not meant for users is an `INTERNAL` error, whose details are in the log only. */
export function errorBody(error: unknown): LauncherErrorBody {
  if (error instanceof LauncherError) return error.body;
  if (isClientError(error)) return { code: "REQUEST_INVALID", message: error.message, retryable: false };
  const message = "The launcher failed to handle the request; its log says why.";
  return { code: "INTERNAL", message, retryable: false };
}

/** Makes a server answer every error as `{"error": {code, message, retryable}}`. */
export function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => {
    const body = errorBody(error);
    request.log[body.code === "INTERNAL" ? "error" : "warn"](
      { err: error, code: body.code },
      "Request failed",
    );
    return reply.status(statuses[body.code] ?? 422).send({ error: body });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      error: {
        code: "NOT_FOUND",
        message: `No such route: ${request.method} ${request.url}`,
        retryable: false,
      },
    }),
  );
}

/** Fastify's own errors about a request, such as a body that is not JSON. */
function isClientError(error: unknown): error is Error {
  if (!(error instanceof Error) || !("statusCode" in error)) return false;
  return typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500;
}
