import type { Created, CreateRequest } from "../runs/requests.ts";
import type { Attributes } from "./tracing.ts";

/** What a span tells of a request to create a container: neither its command nor its environment. */
export function createAttributes({ attempt, jobName, locationName }: CreateRequest): Attributes {
  return { ...attemptAttribute(attempt), "dagster.job.name": jobName, "dagster.code_location": locationName };
}

/** What a span tells of a container that was created. */
export function createdAttributes(created: Created): Attributes {
  const { hostName, containerId, image, imageId, warm, existed } = created;
  return {
    ...containerAttributes(hostName, containerId),
    ...{ "container.image.name": image, "container.image.id": imageId },
    ...{ "multihost.warm": warm, "multihost.existed": existed },
  };
}

/** The host and the container of a run. */
export function containerAttributes(host: string | undefined, container: string | undefined): Attributes {
  return { "multihost.host": host, "container.id": container };
}

/** The run that a span is about. */
export function runAttributes(runId: string): Attributes {
  return { "dagster.run.id": runId };
}

/** 0 is the first launch, n the n-th resume. */
export function attemptAttribute(attempt: number): Attributes {
  return { "multihost.attempt": attempt };
}
