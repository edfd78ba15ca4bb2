import { AsyncLocalStorage } from "node:async_hooks";
import {
  ROOT_CONTEXT,
  SpanKind,
  DiagLogLevel,
  SpanStatusCode,
  diag,
  TraceFlags,
  isSpanContextValid,
  trace,
} from "@opentelemetry/api";
import type { Context, Span as OtelSpan } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { version } from "../api/version.ts";
import { LauncherError } from "../error.ts";
import type { Attributes, Span, Tracing } from "./tracing.ts";

/**
 * Sends spans to an OTLP receiver over HTTP, as JSON. Sampling, headers, time limits, batches and the resource follow the
 * standard `OTEL_*` variables.
 *
 * @param endpoint Base URL of the receiver, such as `http://127.0.0.1:4318`. Default: what the variables say.
 * @param warn Is told why spans cannot be sent.
 */
export function openTelemetry(endpoint: string | undefined, warn: (reason: string) => void): Tracing {
  const nothing = (): void => undefined;
  diag.setLogger(
    { ...{ error: warn, warn }, ...{ info: nothing, debug: nothing, verbose: nothing } },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const url = endpoint === undefined ? {} : { url: `${endpoint.replace(/\/+$/, "")}/v1/traces` };
  const provider = new BasicTracerProvider({
    // Later ones win: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are the user's word.
    resource: defaultResource()
      .merge(
        resourceFromAttributes({ "service.name": "dagster-multihost-launcher", "service.version": version }),
      )
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(url))],
  });
  const tracer = provider.getTracer("dagster-multihost", version);
  const contexts = new AsyncLocalStorage<Context>();
  const here = (): Context => contexts.getStore() ?? ROOT_CONTEXT;

  return {
    async span<T>(name: string, attributes: Attributes, task: (span: Span) => Promise<T>): Promise<T> {
      const kind = trace.getSpanContext(here())?.isRemote === true ? SpanKind.SERVER : SpanKind.INTERNAL;
      const span = tracer.startSpan(name, { kind, attributes }, here());
      try {
        return await contexts.run(trace.setSpan(here(), span), () => task(settable(span)));
      } catch (error) {
        failed(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    continued: (traceparent, task) => contexts.run(remote(traceparent), task),
    current: () => {
      const context = trace.getSpanContext(here());
      if (context === undefined || (context.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return `00-${context.traceId}-${context.spanId}-01`;
    },
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

function settable(span: OtelSpan): Span {
  return { set: (attributes) => void span.setAttributes(attributes) };
}

/** The message may say what a secret is; the code does not. */
function failed(span: OtelSpan, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", error instanceof LauncherError ? error.code : "INTERNAL");
}

function remote(traceparent: string): Context {
  const [, traceId = "", spanId = "", flags = ""] =
    /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(traceparent) ?? [];
  const context = { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? trace.setSpanContext(ROOT_CONTEXT, context) : ROOT_CONTEXT;
}
