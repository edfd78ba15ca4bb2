import { HostUnreachableError } from "../error.ts";
import type { ContainerSummary } from "../docker/port.ts";
import type { HostDirectory } from "./hostDirectory.ts";
import { instanceOnly, managedOnly, runOf } from "./naming.ts";
import { isIdle } from "../warm/name.ts";

/** A run container of a Dagster deployment. */
export type InstanceContainer = Omit<ContainerSummary, "labels" | "running"> & {
  hostName: string;
  runId: string;
  attempt: number;
  /** Empty for a warm worker: it was created before the run. */
  jobName: string;
  locationName: string;
  /** The deployment; null for a container that was created without the id of one. */
  instanceId: string | null;
};

/** A host that could not be asked. */
export type SkippedHost = { hostName: string; error: string };

/**
 * All run containers of one Dagster deployment, also those that have ended. Those of another deployment on the same
 * hosts, and those that were created without an instance id, are none of them.
 *
 * @param instanceId Undefined means the containers of all deployments, and those without an instance id.
 */
export async function instanceContainers(
  directory: HostDirectory,
  prefix: string,
  instanceId: string | undefined,
): Promise<{ containers: InstanceContainer[]; skipped: SkippedHost[] }> {
  const skipped: SkippedHost[] = [];
  const perHost = await Promise.all(
    directory.all().map(async (host): Promise<InstanceContainer[]> => {
      const hostName = host.docker.name;
      try {
        const labels = instanceId === undefined ? managedOnly(prefix) : instanceOnly(prefix, instanceId);
        const found = await directory.contact(host, (docker) => docker.findContainers(labels));
        const runs = found.filter((container) => !isIdle(container));
        return runs.map((container) => described(container, prefix, hostName));
      } catch (error) {
        if (!(error instanceof HostUnreachableError)) throw error;
        skipped.push({ hostName, error: error.message });
        return [];
      }
    }),
  );
  return { containers: perHost.flat(), skipped };
}

function described(container: ContainerSummary, prefix: string, hostName: string): InstanceContainer {
  const { id, name, image, status, createdAt, labels } = container;
  const label = (key: string): string => labels[`${prefix}/${key}`] ?? "";
  const { runId = "", attempt = 0 } = runOf(container, prefix) ?? {};
  return {
    ...{ hostName, id, name, image, status, createdAt },
    ...{ runId, attempt },
    jobName: label("job_name"),
    locationName: label("location_name"),
    instanceId: labels[`${prefix}/instance`] ?? null,
  };
}
