import type { ContainerTarget } from "../runs/requests.ts";
import { runParameters, valid } from "./schemas.ts";

type Names = {
  attempt?: number | undefined;
  host_name?: string | null | undefined;
  container_id?: string | null | undefined;
};

/** The container that a request is about: its path names the run, its query or body whatever else is known. */
export function target(parameters: unknown, { attempt, host_name, container_id }: Names): ContainerTarget {
  const { run_id: runId } = valid(runParameters, parameters);
  return {
    runId,
    ...(attempt === undefined ? {} : { attempt }),
    ...(host_name == null ? {} : { hostName: host_name }),
    ...(container_id == null ? {} : { containerId: container_id }),
  };
}
