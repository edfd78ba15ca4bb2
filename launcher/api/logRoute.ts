import type { Readable } from "node:stream";
import type { RunService } from "../runs/service.ts";
import type { ApiServer } from "./apiServer.ts";
import { failures, ofHost } from "./schemas/failure.ts";
import { runParameters } from "./schemas/fields.ts";
import { logQuery, logText } from "./schemas/logs.ts";
import { target } from "./target.ts";

/** Streams the log of a run's container as plain text. Nobody's reading keeps the launcher from stopping. */
export function logRoute(server: ApiServer, service: RunService): void {
  const open = new Set<Readable>();
  server.addHook("preClose", () => {
    for (const stream of open) stream.destroy();
  });

  server.get("/v1/runs/:run_id/logs", { schema }, async (request, reply) => {
    const { follow, tail, ...names } = request.query;
    const options = { follow: follow === "true", ...(tail === undefined ? {} : { tail }) };
    const stream = await service.logs(target(request.params.run_id, names), options);
    open.add(stream);
    stream.once("close", () => open.delete(stream));
    return reply.type("text/plain; charset=utf-8").send(stream);
  });
}

const schema = {
  tags: ["runs"],
  operationId: "runLogs",
  summary: "Log of a run's container",
  description: "The log of the run's latest container, straight from its host. At most four readers a host.",
  params: runParameters,
  querystring: logQuery,
  response: {
    200: logText,
    ...failures(...ofHost, "CONTAINER_NOT_FOUND", "LOG_UNREADABLE", "LOG_READERS_TOO_MANY"),
  },
};
