import type { Readable } from "node:stream";
import { z } from "zod";
import type { ApiServer } from "../api/apiServer.ts";
import { streamed } from "../api/schemas/answer.ts";
import { failures, ofHost } from "../api/schemas/failure.ts";
import { containerId, name, runParameters } from "../api/schemas/fields.ts";
import type { LogOptions } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { ContainerTarget } from "../runs/requests.ts";
import type { Feed } from "./feed.ts";
import { fileRoutes } from "./fileRoutes.ts";
import { pageHeaders } from "./headers.ts";
import { changeSchema } from "./schemas.ts";
import { LogSeats } from "./seats.ts";

/** What the page is served from. */
export type Page = {
  feed: Feed;
  /** Opens a run's log, which is a request to its host. */
  logs: (target: ContainerTarget, options: LogOptions) => Promise<Readable>;
  /** Whether logs may be read; asked at every request. */
  logsAllowed: () => boolean;
};

/** Serves the status page: its files, the events that keep it up to date, and logs of runs. */
export function pageRoutes(server: ApiServer, { feed, logs, logsAllowed }: Page): void {
  const seats = new LogSeats();
  server.addHook("preClose", () => {
    feed.close();
    seats.close();
  });
  fileRoutes(server);

  server.get("/v1/status/events", { schema: events }, (_request, reply) =>
    reply.headers(stream).type("text/event-stream; charset=utf-8").send(feed.join()),
  );

  server.get("/v1/status/runs/:run_id/logs", { schema: log }, async (request, reply) => {
    if (!logsAllowed()) throw notAllowed();
    const { host_name: hostName, container_id: containerId, tail } = request.query;
    const target = { runId: request.params.run_id, hostName, containerId };
    const text = await seats.take(hostName, () => logs(target, { follow: true, tail }));
    return reply.headers(stream).type("text/plain; charset=utf-8").send(text);
  });
}

/** Nobody on the way may keep or hold back what is streamed. */
const stream = { ...pageHeaders, "cache-control": "no-store", "x-accel-buffering": "no" };

function notAllowed(): LauncherError {
  const message =
    "Logs of runs are not shown here: status_logs of run_launcher.config is false. Use `dagster-multihost logs`, or set it to true.";
  return new LauncherError("STATUS_LOGS_DISABLED", message);
}

const events = {
  tags: ["status"],
  operationId: "statusEvents",
  summary: "What the status page shows, as server-sent events",
  description:
    "Events `change`: everything at first, then what has changed, once a second at most. Events `beat` after 2 seconds " +
    "without a change. At most 32 readers; a slow one misses steps in between. It costs the hosts no request but a ping.",
  response: { 200: streamed("text/event-stream", changeSchema), ...failures("STATUS_VIEWERS_TOO_MANY") },
};

const log = {
  tags: ["status"],
  operationId: "statusRunLog",
  summary: "End of a run's log, and what follows",
  description:
    "The last lines of the container's log, and then what is written until it ends. At most three readers a host.",
  params: runParameters,
  querystring: z.strictObject({
    host_name: name.describe("The host of the container."),
    container_id: containerId,
    tail: z.coerce.number().int().min(0).max(2000).default(200).describe("How many lines it begins with."),
  }),
  response: {
    200: streamed("text/plain", z.string().describe("The log, as text.")),
    ...failures(
      ...ofHost,
      ...["CONTAINER_NOT_FOUND", "LOG_UNREADABLE", "LOG_READERS_TOO_MANY", "STATUS_LOGS_DISABLED"],
    ),
  },
};
