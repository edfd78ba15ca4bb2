import type { z } from "zod";
import type { CreateRequest } from "../runs/requests.ts";
import type { createBody } from "./schemas/runs.ts";

/** The request of `POST /v1/runs/{run_id}/create` in the names of the runs logic; a null counts as not given. */
export function createRequest(runId: string, body: z.output<typeof createBody>): CreateRequest {
  const { attempt, image, command, tags, env } = body;
  const {
    job_name: jobName,
    location_name: locationName,
    container_context: containerContext,
    instance_id: instanceId,
    pinned_host: pinnedHost,
    grpc_port: grpcPort,
  } = body;
  return {
    ...{ runId, attempt, jobName, locationName, image, command, tags, env },
    ...(containerContext == null ? {} : { containerContext }),
    ...(instanceId == null ? {} : { instanceId }),
    ...(pinnedHost == null ? {} : { pinnedHost }),
    ...(grpcPort == null ? {} : { grpcPort }),
  };
}
