import type { FastifyInstance } from "fastify";
import { ResponseSerializationError } from "fastify-type-provider-zod";
import { LauncherError } from "../error.ts";
import type { LauncherErrorBody } from "../error.ts";
import type { Metrics } from "./metrics.ts";
import { statusOf } from "./schemas/failure.ts";

/** The answer for an error. What is not meant for users is an `INTERNAL` error, whose details are in the log only. */
export function errorBody(error: unknown): LauncherErrorBody {
  if (error instanceof LauncherError) return error.body;
  if (isClientError(error)) return { code: "REQUEST_INVALID", message: error.message, retryable: false };
  const message = "The launcher failed to handle the request; its log says why.";
  return { code: "INTERNAL", message, retryable: false };
}

/** Makes a server answer every error as `{"error": {code, message, retryable}}`, log it and count it. */
export function answerErrors(server: FastifyInstance, metrics: Metrics): void {
  server.setErrorHandler((error, request, reply) => {
    const body = errorBody(error);
    const level = body.code === "INTERNAL" ? "error" : "warn";
    request.log[level]({ err: error, code: body.code, ...undescribed(error) }, "Request failed");
    metrics.failed(request.routeOptions.url, body.code);
    return reply.status(statusOf(body.code)).send({ error: body });
  });
  server.setNotFoundHandler((request) => {
    throw new LauncherError("NOT_FOUND", `No such route: ${request.method} ${request.url}`);
  });
}

/** Where an answer differs from its schema, without its values. */
function undescribed(error: unknown): { fields?: string[] } {
  if (!(error instanceof ResponseSerializationError)) return {};
  return { fields: error.cause.issues.map(({ path, code }) => `${path.join(".")}: ${code}`) };
}

/** Fastify's own errors about a request, such as a body that is not JSON. */
function isClientError(error: unknown): error is Error {
  if (!(error instanceof Error) || !("statusCode" in error)) return false;
  return typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500;
}
