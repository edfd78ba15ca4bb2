import type { Readable } from "node:stream";
import { z } from "zod";
import { lines } from "./lines.ts";
import type { ContainerEvent } from "./port.ts";

/** What is read of an event of https://docs.docker.com/reference/api/engine/ (`GET /events`). */
const eventSchema = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
  /** Until the year 2286: what lies beyond is no time. */
  timeNano: z.number().min(1e18).max(1e19),
});

/** Attributes that are not labels. */
const own = new Set(["name", "image", "exitCode", "execDuration", "signal"]);

/**
 * Reads the engine's stream of events, one JSON document a line. Lines that are something else are passed over: who
 * follows the events compares with the engine's list now and then.
 */
export async function* followEvents(stream: Readable): AsyncGenerator<ContainerEvent> {
  for await (const line of lines(stream)) {
    const event = parse(line);
    if (event !== undefined) yield event;
  }
}

function parse(line: string): ContainerEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { data } = eventSchema.safeParse(value);
  if (data === undefined) return undefined;
  const { ID, Attributes } = data.Actor;
  const exitCode = data.Action === "die" ? Number(Attributes["exitCode"]) : NaN;
  return {
    id: ID,
    name: Attributes["name"] ?? "",
    image: Attributes["image"] ?? "",
    labels: Object.fromEntries(Object.entries(Attributes).filter(([key]) => !own.has(key))),
    action: data.Action,
    ...(Number.isNaN(exitCode) ? {} : { exitCode }),
    at: timestamp(line, data.timeNano),
  };
}

/** Seconds and nanoseconds, which a double cannot hold together: they are read from the text itself. */
function timestamp(line: string, timeNano: number): string {
  const digits = /"timeNano":(\d{10,})/.exec(line)?.[1] ?? String(timeNano);
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
