import type { Attempt, CreateRequest } from "./requests.ts";

/** The name of a run's container: the same for every request about the same run and attempt. */
export function containerName({ runId, attempt }: Attempt): string {
  return `dagster-run-${runId}-${attempt}`;
}

/** The labels that every run container carries, whatever the configuration says. */
export function managedLabels(
  prefix: string,
  request: CreateRequest,
  hostName: string,
): Record<string, string> {
  return {
    ...managedOnly(prefix),
    ...runLabels(prefix, request),
    [`${prefix}/job_name`]: request.jobName,
    [`${prefix}/location_name`]: request.locationName,
    [`${prefix}/host_name`]: hostName,
    ...(request.instanceId === undefined ? {} : { [`${prefix}/instance`]: request.instanceId }),
  };
}

/** The labels by which the containers of a run are found; of one attempt when it is given. */
export function runLabels(
  prefix: string,
  { runId, attempt }: { runId: string; attempt?: number },
): Record<string, string> {
  return {
    [`${prefix}/run_id`]: runId,
    ...(attempt === undefined ? {} : { [`${prefix}/attempt`]: String(attempt) }),
  };
}

/** The label by which all run containers are found. */
export function managedOnly(prefix: string): Record<string, string> {
  return { [`${prefix}/managed`]: "true" };
}

/** The labels by which the run containers of one Dagster deployment are found. */
export function instanceOnly(prefix: string, instanceId: string): Record<string, string> {
  return { ...managedOnly(prefix), [`${prefix}/instance`]: instanceId };
}
