import type { FastifyInstance } from "fastify";
import type { Metrics } from "../metrics.ts";

/** Measures every request that a server answers; a stream counts until its end. */
export function countRequests(server: FastifyInstance, metrics: Metrics): void {
  server.addHook("onResponse", (request, reply, done) => {
    const { url: route } = request.routeOptions;
    const { statusCode: status, elapsedTime } = reply;
    metrics.answered({ method: request.method, route, status, seconds: elapsedTime / 1000 });
    done();
  });
}
