import { HostUnreachableError, LauncherError } from "../error.ts";
import { hostsOf } from "../routing/hostsOf.ts";
import { placementOrder } from "../routing/placement.ts";
import { undrained } from "../routing/undrained.ts";
import { createContainer } from "./createContainer.ts";
import type { CreateContext } from "./createContainer.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { parseImage } from "./image.ts";
import type { ImageReference } from "./image.ts";
import { containerName } from "./naming.ts";
import type { Attempt, CreateRequest, Created, Emit } from "./requests.ts";
import { checkOwner, survey } from "./survey.ts";
import type { Surveyed } from "./survey.ts";

/** What placing a run needs besides the request. */
export type PlaceContext = CreateContext & {
  directory: HostDirectory;
  /** The host on which the attempt may have been started already. */
  pinnedHost: (attempt: Attempt) => string | undefined;
  isDrained: (hostName: string) => boolean;
};

/**
 * Finds or creates the container of a run on one of the hosts of its location.
 *
 * @throws LauncherError; retryable when no host of the location can be reached.
 */
export async function createRun(context: PlaceContext, request: CreateRequest, emit: Emit): Promise<Created> {
  const image = parseImage(request.image);
  if (image === undefined) throw invalidImage(request.image);
  const hosts = candidateHosts(context, request);
  const prefix = context.config.container_label_prefix;
  const surveyed = await survey(hosts, prefix, request, context.directory);
  for (const { existing, hostName } of surveyed) {
    if (existing === undefined) continue;
    checkOwner(existing, prefix, request, hostName);
    return { ...result(request, image, hostName, existing.id), existed: true };
  }
  const open = undrained(surveyed, request.locationName, context.isDrained);
  return placeOnFirst(context, placementOrder(open), request, image, emit);
}

async function placeOnFirst(
  context: PlaceContext,
  candidates: Surveyed[],
  request: CreateRequest,
  image: ImageReference,
  emit: Emit,
): Promise<Created> {
  const failures: HostUnreachableError[] = [];
  for (const { host, hostName, error } of candidates) {
    try {
      if (error !== undefined) throw error;
      const create = (): ReturnType<typeof createContainer> =>
        createContainer(context, host, request, image, emit);
      const { id, existed } = await context.directory.contact(host, create);
      return { ...result(request, image, hostName, id), existed };
    } catch (failure) {
      if (!(failure instanceof HostUnreachableError)) throw failure;
      failures.push(failure);
      if (failures.length < candidates.length) {
        emit({ level: "warning", message: `${failure.message} Trying another host of the location.` });
      }
    }
  }
  throw new HostUnreachableError(failures.map(({ message }) => message).join(" "), { cause: failures[0] });
}

function candidateHosts({ config, directory, pinnedHost }: PlaceContext, request: CreateRequest): Host[] {
  const pinned = pinnedHost(request);
  if (pinned !== undefined) return [directory.get(pinned)];
  const hosts = hostsOf(config, request.locationName).map(({ host_name }) => directory.get(host_name));
  if (hosts.length > 0) return hosts;
  throw new LauncherError(
    "LOCATION_NOT_MAPPED",
    `No entry of docker_hosts lists the code location '${request.locationName}' under location_names. ` +
      "Add it there and restart the launcher, so that it reads the same dagster.yaml as Dagster.",
  );
}

function result(
  request: CreateRequest,
  image: ImageReference,
  hostName: string,
  containerId: string,
): Omit<Created, "existed"> {
  return { containerId, containerName: containerName(request), hostName, image: image.name };
}

function invalidImage(image: string): LauncherError {
  return new LauncherError(
    "IMAGE_INVALID",
    `'${image}' is not an image reference such as registry.example.com:5000/team/app:1.2. ` +
      "Correct the tag dagster/image, or DAGSTER_CURRENT_IMAGE of the code location.",
  );
}
