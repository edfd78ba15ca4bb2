import type { ContainerTarget } from "../runs/requests.ts";

type Names = {
  attempt?: number | null | undefined;
  host_name?: string | null | undefined;
  container_id?: string | null | undefined;
};

/** The container that a request is about: its path names the run, its query or body whatever else is known. */
export function target(runId: string, { attempt, host_name, container_id }: Names): ContainerTarget {
  return {
    runId,
    ...(attempt == null ? {} : { attempt }),
    ...(host_name == null ? {} : { hostName: host_name }),
    ...(container_id == null ? {} : { containerId: container_id }),
  };
}
