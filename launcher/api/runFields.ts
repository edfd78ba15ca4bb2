import type { LogFields } from "../log/fields.ts";
import type { Created, CreateRequest } from "../runs/requests.ts";

/** What is logged of a request to create a container: neither its command nor its environment. */
export function createFields({ attempt, jobName, locationName }: CreateRequest): LogFields {
  return { attempt, job_name: jobName, location_name: locationName };
}

/** What is logged of a container that was created. */
export function createdFields({ hostName, image, containerId, warm, existed }: Created): LogFields {
  return { host_name: hostName, image, container_id: containerId, warm, existed };
}
