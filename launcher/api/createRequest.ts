import type { CreateRequest } from "../runs/requests.ts";
import { createBody, runParameters, valid } from "./schemas.ts";

/**
 * The request of `POST /v1/runs/{run_id}/create`.
 *
 * @throws LauncherError `REQUEST_INVALID` that names every field.
 */
export function createRequest(parameters: unknown, body: unknown): CreateRequest {
  const { run_id: runId } = valid(runParameters, parameters);
  const { job_name, location_name, container_context, instance_id, ...same } = valid(createBody, body);
  return {
    runId,
    ...same,
    jobName: job_name,
    locationName: location_name,
    ...(container_context == null ? {} : { containerContext: container_context }),
    ...(instance_id == null ? {} : { instanceId: instance_id }),
  };
}
