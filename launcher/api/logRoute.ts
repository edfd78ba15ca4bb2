import type { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { RunService } from "../runs/service.ts";
import { targetQuery, valid } from "./schemas.ts";
import { target } from "./target.ts";

const logQuery = targetQuery.extend({
  follow: z.enum(["true", "false"]).default("false"),
  tail: z.coerce.number().int().min(0).optional(),
});

/** Streams the log of a run's container as plain text. Nobody's reading keeps the launcher from stopping. */
export function logRoute(server: FastifyInstance, service: RunService): void {
  const open = new Set<Readable>();
  server.addHook("preClose", () => {
    for (const stream of open) stream.destroy();
  });

  server.get("/v1/runs/:run_id/logs", async (request, reply) => {
    const { follow, tail, ...names } = valid(logQuery, request.query);
    const options = { follow: follow === "true", ...(tail === undefined ? {} : { tail }) };
    const stream = await service.logs(target(request.params, names), options);
    open.add(stream);
    stream.once("close", () => open.delete(stream));
    return reply.type("text/plain; charset=utf-8").send(stream);
  });
}
