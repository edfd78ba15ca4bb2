import { HostUnreachableError, LauncherError } from "../error.ts";
import { hostsOf } from "../routing/hostsOf.ts";
import { choosePlace } from "./choosePlace.ts";
import type { PlaceRules } from "./choosePlace.ts";
import { createContainer } from "./createContainer.ts";
import type { CreateContext } from "./createContainer.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { parseImage } from "./image.ts";
import type { ImageReference } from "./image.ts";
import { containerName } from "./naming.ts";
import type { CreateRequest, Created, Emit } from "./requests.ts";
import { span } from "../tracing/tracing.ts";
import { repeatHandover } from "../warm/repeat.ts";
import { checkOwner, survey } from "./survey.ts";
import type { Surveyed } from "./survey.ts";

/** What placing a run needs besides the request. */
export type PlaceContext = CreateContext & PlaceRules & { directory: HostDirectory };

/**
 * Finds or creates the container of a run on one of the hosts of its location.
 *
 * @throws LauncherError; retryable when no host of the location can be reached or has room.
 */
export async function createRun(context: PlaceContext, request: CreateRequest, emit: Emit): Promise<Created> {
  const image = parseImage(request.image);
  if (image === undefined) throw invalidImage(request.image);
  const hosts = candidateHosts(context, request);
  const prefix = context.config.container_label_prefix;
  const surveyed = await span("multihost.placement", { "multihost.hosts": hosts.length }, () =>
    survey(hosts, prefix, request, context.directory),
  );
  for (const { existing, host, hostName } of surveyed) {
    if (existing === undefined) continue;
    checkOwner(existing, prefix, request, hostName);
    const warm = await repeatHandover({ ...context, prefix }, host, existing, request);
    return { ...result(request, image, hostName, existing.id), existed: true, warm };
  }
  return placeOnFirst(context, surveyed, request, image, emit);
}

async function placeOnFirst(
  context: PlaceContext,
  surveyed: Surveyed[],
  request: CreateRequest,
  image: ImageReference,
  emit: Emit,
): Promise<Created> {
  const { directory, reservations } = context;
  const failures: HostUnreachableError[] = [];
  let left = surveyed;
  while (left.length > 0) {
    // Nothing is awaited between looking at the load and taking the place: simultaneous launches see each other.
    const best = choosePlace(left, request, context);
    if (best === undefined) break;
    const { host, hostName, error } = best;
    reservations.take(hostName, containerName(request));
    const launched = context.warm.launching(host);
    try {
      if (error !== undefined) throw error;
      const create = (): ReturnType<typeof createContainer> =>
        createContainer(context, host, request, image, emit);
      const { id, ...how } = await directory.contact(host, create);
      return { ...result(request, image, hostName, id), ...how };
    } catch (failure) {
      reservations.release(hostName, containerName(request));
      if (!(failure instanceof HostUnreachableError)) throw failure;
      failures.push(failure);
      left = left.filter((one) => one.hostName !== hostName);
      if (left.length > 0) {
        emit({ level: "warning", message: `${failure.message} Trying another host of the location.` });
      }
    } finally {
      launched();
    }
  }
  throw new HostUnreachableError(failures.map(({ message }) => message).join(" "), {
    cause: failures[0],
    code: failures[0]?.code,
  });
}

function candidateHosts({ config, directory }: PlaceContext, request: CreateRequest): Host[] {
  // A host that was taken out of the configuration is gone for good, by its operator's own word.
  const pinned = request.pinnedHost === undefined ? undefined : directory.find(request.pinnedHost);
  if (pinned !== undefined) return [pinned];
  const hosts = hostsOf(config, request.locationName).map(({ host_name }) => directory.get(host_name));
  if (hosts.length > 0) return hosts;
  throw new LauncherError(
    "LOCATION_NOT_MAPPED",
    `No entry of docker_hosts lists the code location '${request.locationName}' under location_names. ` +
      "Add it there; the launcher reads dagster.yaml anew when it changes.",
  );
}

function result(
  request: CreateRequest,
  image: ImageReference,
  hostName: string,
  containerId: string,
): Omit<Created, "existed" | "warm"> {
  return { containerId, containerName: containerName(request), hostName, image: image.name };
}

function invalidImage(image: string): LauncherError {
  return new LauncherError(
    "IMAGE_INVALID",
    `'${image}' is not an image reference such as registry.example.com:5000/team/app:1.2. ` +
      "Correct the tag dagster/image, or DAGSTER_CURRENT_IMAGE of the code location.",
  );
}
