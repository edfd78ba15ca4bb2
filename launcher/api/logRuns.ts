import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { LogFields, LogStep } from "../log/fields.ts";

const steps: Record<string, LogStep> = {
  "/v1/runs/:run_id/create": "create",
  "/v1/runs/:run_id/start": "start",
  "/v1/runs/:run_id/terminate": "terminate",
  "/v1/runs/:run_id/health": "health",
  "/v1/runs/:run_id/debug": "health",
  "/v1/runs/:run_id/logs": "logs",
};

/** Makes whatever is logged in a request about a run carry the run's id and the step, also when it fails. */
export function logRuns(server: FastifyInstance, logger: FastifyBaseLogger): void {
  server.addHook("onRequest", (request, _reply, done) => {
    const step = steps[request.routeOptions.url ?? ""];
    const { run_id } = request.params as { run_id?: string };
    if (step !== undefined) request.log = logger.child({ step, run_id } satisfies LogFields);
    done();
  });
}
