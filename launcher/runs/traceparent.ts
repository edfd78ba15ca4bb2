import type { LauncherConfig } from "../config/index.ts";
import { currentTraceparent } from "../tracing/tracing.ts";
import type { CreateRequest } from "./requests.ts";

/** The request with the launch's span in the run's environment, where the configuration asks for it and there is one. */
export function withTraceparent(config: LauncherConfig, request: CreateRequest): CreateRequest {
  const traceparent = config.traceparent_in_runs ? currentTraceparent() : undefined;
  if (traceparent === undefined) return request;
  return { ...request, env: { ...request.env, TRACEPARENT: traceparent } };
}
