import type { LogFields } from "../log/fields.ts";
import type { RunService } from "../runs/service.ts";
import type { ApiServer } from "./apiServer.ts";
import { hostsAnswer } from "./hostAnswers.ts";
import { answer } from "./schemas/answer.ts";
import { failures, ofHost } from "./schemas/failure.ts";
import * as schemas from "./schemas/hosts.ts";

/** Routes about Docker hosts: their state, drain, undrain and pull. */
export function hostRoutes(server: ApiServer, service: RunService): void {
  server.get("/v1/hosts", { schema: hosts }, async (request) => {
    const { disk, daemon } = request.query;
    const asked = { disk: disk === "true", daemon: daemon === "true" };
    return hostsAnswer(await service.hosts(asked), Date.now());
  });

  server.post("/v1/hosts/:host_name/drain", { schema: drain }, async (request) => {
    const { host_name } = request.params;
    const since = await service.drain(host_name);
    request.log.info({ step: "drain", host_name } satisfies LogFields, "Drained");
    return { host_name, drained: true, drained_since: since ?? null };
  });

  server.post("/v1/hosts/:host_name/undrain", { schema: undrain }, async (request) => {
    const { host_name } = request.params;
    await service.undrain(host_name);
    request.log.info({ step: "undrain", host_name } satisfies LogFields, "Undrained");
    return { host_name, drained: false, drained_since: null };
  });

  server.post("/v1/hosts/:host_name/pull", { schema: pull }, async (request) => {
    const { host_name } = request.params;
    const { image: reference, keep } = request.body;
    const { name: image, kept } = await service.pull(host_name, reference, { keep });
    const said = kept === null ? "Pulled" : `Kept as it is: ${kept}`;
    request.log.info({ step: "pull", host_name, image } satisfies LogFields, said);
    return { host_name, image, kept };
  });
}

const hosts = {
  tags: ["hosts"],
  operationId: "hosts",
  summary: "State of all hosts",
  description:
    "Asks all hosts at once, each for at most 8 seconds. One that does not answer is reported as such.",
  querystring: schemas.hostsQuery,
  response: { 200: answer(schemas.hostsSchema), ...failures() },
};

const change = {
  tags: ["hosts"],
  params: schemas.hostParameters,
  response: { 200: answer(schemas.drainSchema), ...failures("HOST_UNKNOWN", "DRAIN_STATE_UNWRITABLE") },
};

const drain = {
  ...change,
  operationId: "drainHost",
  summary: "Place no new run on a host",
  description: "Holds until `undrain`, also over a restart of the launcher. Runs that are there go on.",
};

const undrain = {
  ...change,
  operationId: "undrainHost",
  summary: "Place runs on a host again",
  description: "Ends a drain; nothing happens when there is none.",
};

const pull = {
  tags: ["hosts"],
  operationId: "pullImage",
  summary: "Pull an image on a host",
  description:
    "Pulls with the credentials of the host's `registry`, also when the host has an image of that name.",
  params: schemas.hostParameters,
  body: schemas.pullBody,
  response: {
    200: answer(schemas.pulledSchema),
    ...failures(...ofHost, "IMAGE_INVALID", "IMAGE_NOT_FOUND", "IMAGE_PULL_FAILED", "REGISTRY_AUTH_FAILED"),
  },
};
