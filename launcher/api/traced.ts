import type { IncomingHttpHeaders } from "node:http";
import { runAttributes } from "../tracing/attributes.ts";
import { continued, span } from "../tracing/tracing.ts";
import type { Attributes, Span } from "../tracing/tracing.ts";

/** Does a step of a run as a span `multihost.STEP`, a child of the span that the request names by its `traceparent`. */
export function traced<T>(
  request: { params: { run_id: string }; headers: IncomingHttpHeaders },
  step: "create" | "start" | "terminate",
  attributes: Attributes,
  task: (span: Span) => Promise<T>,
): Promise<T> {
  const all = { ...runAttributes(request.params.run_id), ...attributes };
  return continued(request.headers["traceparent"], () => span(`multihost.${step}`, all, task));
}
