/** What is told of a span. Nothing secret: names, ids and numbers. */
export type Attributes = Record<string, string | number | boolean | undefined>;

/** A piece of work while it goes on. */
export interface Span {
  /** Adds what was learnt in the meantime; undefined values are left out. */
  set(attributes: Attributes): void;
}

/** Where spans go. */
export interface Tracing {
  span<T>(name: string, attributes: Attributes, task: (span: Span) => Promise<T>): Promise<T>;
  /** Makes the spans of a task children of a span elsewhere, named by a W3C `traceparent`. */
  continued<T>(traceparent: string, task: () => T): T;
  /** The span that is going on, as a W3C `traceparent`; undefined when there is none, or when it is not recorded. */
  current(): string | undefined;
  /** Sends what is left. */
  stop(): Promise<void>;
}

const noSpan: Span = { set: () => undefined };

/** There is one for the process, since work of any part belongs to the span that it is done in. */
let tracing: Tracing | undefined;

/** Sends spans from now on; with undefined, nowhere. */
export function useTracing(next: Tracing | undefined): void {
  tracing = next;
}

/** Whether spans go anywhere: what costs something only for their sake is then worth it. */
export function isTracing(): boolean {
  return tracing !== undefined;
}

/**
 * Does a piece of work as a span, a child of the one that it is done in. An error ends the span as failed, with the
 * error's code alone. Without tracing it is the work and nothing else.
 *
 * @example
 * await span("multihost.pull", { "multihost.host": "host-b" }, () => docker.pull(image));
 */
export function span<T>(name: string, attributes: Attributes, task: (span: Span) => Promise<T>): Promise<T> {
  return tracing === undefined ? task(noSpan) : tracing.span(name, attributes, task);
}

/** Does something within the span of whoever asked for it, by the `traceparent` that came with the request. */
export function continued<T>(traceparent: string | string[] | undefined, task: () => T): T {
  return tracing === undefined || typeof traceparent !== "string"
    ? task()
    : tracing.continued(traceparent, task);
}

/** The span that is going on, as a W3C `traceparent`. */
export function currentTraceparent(): string | undefined {
  return tracing?.current();
}
