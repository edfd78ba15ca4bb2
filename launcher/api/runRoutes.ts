import type { History } from "../history/history.ts";
import type { RunService } from "../runs/service.ts";
import {
  attemptAttribute,
  containerAttributes,
  createAttributes,
  createdAttributes,
} from "../tracing/attributes.ts";
import { createdAnswer, startedAnswer, terminatedAnswer } from "./answers.ts";
import type { ApiServer } from "./apiServer.ts";
import { createRequest } from "./createRequest.ts";
import type { Metrics } from "./metrics.ts";
import { errorBody } from "./errors.ts";
import { createFields, createdFields } from "./runFields.ts";
import { StepLog } from "./stepLog.ts";
import { streamLines } from "./ndjson.ts";
import { answer, streamed } from "./schemas/answer.ts";
import { failures, ofHost } from "./schemas/failure.ts";
import { runParameters } from "./schemas/fields.ts";
import * as schemas from "./schemas/runs.ts";
import { target } from "./target.ts";
import { traced } from "./traced.ts";

const common = { tags: ["runs"], params: runParameters };

type Parts = { service: RunService; metrics: Metrics; history: History };

/** Routes that create, start and terminate the container of a run. */
export function runRoutes(server: ApiServer, { service, metrics, history }: Parts): void {
  server.post("/v1/runs/:run_id/create", { schema: create }, (request, reply) => {
    const wanted = createRequest(request.params.run_id, request.body);
    const log = new StepLog(request.log, createFields(wanted));
    const stream = streamLines(
      async (emit, tell) => {
        const announce = request.body.announce ? tell : undefined;
        const create = () =>
          history.creating(wanted, () => service.create(wanted, log.events(emit), announce));
        const created = await traced(request, "create", createAttributes(wanted), async (span) => {
          const made = await metrics.step("create", create);
          span.set(createdAttributes(made));
          return made;
        });
        log.done(createdFields(created), "Container created");
        return createdAnswer(created);
      },
      (error) => {
        const { code } = errorBody(error);
        log.failed(error, code, "Create failed");
        metrics.failed(request.routeOptions.url, code);
      },
    );
    return reply.type("application/x-ndjson").send(stream);
  });

  server.post("/v1/runs/:run_id/start", { schema: start }, async (request) => {
    const { attempt, host_name: hostName, container_id: containerId } = request.body;
    const wanted = { runId: request.params.run_id, attempt, hostName, containerId };
    const log = new StepLog(request.log, { attempt });
    const attributes = { ...containerAttributes(hostName, containerId), ...attemptAttribute(attempt) };
    const start = () => metrics.step("start", () => history.starting(wanted, () => service.start(wanted)));
    const started = await traced(request, "start", attributes, start);
    log.done({ host_name: hostName, container_id: started.containerId }, "Run started");
    return startedAnswer(started);
  });

  server.post("/v1/runs/:run_id/terminate", { schema: terminate }, async (request) => {
    const log = new StepLog(request.log);
    const wanted = target(request.params.run_id, request.body);
    history.terminating(wanted.runId);
    const done = await traced(request, "terminate", {}, async (span) => {
      const result = await service.terminate(wanted);
      span.set({
        ...containerAttributes(result.hostName, result.containerId),
        "multihost.outcome": result.outcome,
      });
      return result;
    });
    const { outcome, hostName: host_name, containerId: container_id } = done;
    log.done({ outcome, host_name, container_id }, "Run terminated");
    return terminatedAnswer(done);
  });
}

const create = {
  ...common,
  operationId: "createRun",
  summary: "Create the container of a run",
  description:
    "Chooses a host, pulls the image where it is missing and creates the container, without starting it. A repeated or " +
    "simultaneous request for the same run and attempt finds the same container. The answer is one JSON document per " +
    "line: events as they happen, and last the result or the error; so a launch that fails has status 200 all the same.",
  body: schemas.createBody,
  response: {
    200: streamed("application/x-ndjson", schemas.createLine),
    ...failures(),
  },
};

const start = {
  ...common,
  operationId: "startRun",
  summary: "Start the container of a run",
  description:
    "Starts the created container. One that was started before is left alone, also when it has ended. One that cannot " +
    "be started is removed.",
  body: schemas.startBody,
  response: {
    200: answer(schemas.startedSchema),
    ...failures(...ofHost, "CONTAINER_NOT_FOUND", "CONTAINER_START_FAILED"),
  },
};

const terminate = {
  ...common,
  operationId: "terminateRun",
  summary: "Stop the containers of a run",
  description:
    "Sends the stop signal, waits `stop_grace_seconds` and then kills. Returns when the containers are stopped. That there " +
    "is none is no error; that a host cannot be asked is one, when no container was found elsewhere.",
  body: schemas.terminateBody,
  response: { 200: answer(schemas.terminatedSchema), ...failures(...ofHost) },
};
