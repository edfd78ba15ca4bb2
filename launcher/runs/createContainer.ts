import { setTimeout as sleep } from "node:timers/promises";
import type { HostConfig, LauncherConfig } from "../config/index.ts";
import { EngineError } from "../docker/port.ts";
import type { ContainerSpec, ContainerState, DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import { containerSpec } from "./containerSpec.ts";
import { mergeEnvironment } from "./environment.ts";
import { environmentSources } from "./environmentSources.ts";
import type { Host } from "./hostDirectory.ts";
import type { ImageReference } from "./image.ts";
import { containerName, managedLabels } from "./naming.ts";
import { checkNetworks } from "./networks.ts";
import { imageMissing } from "./pull.ts";
import type { Puller } from "./pull.ts";
import { inheritedContainer } from "./inherited.ts";
import { runOptions } from "./options.ts";
import type { CreateRequest, Emit } from "./requests.ts";
import { unknownRunTags } from "./runTags.ts";
import { checkOwner } from "./survey.ts";

/** What creating a container needs besides the request. */
export type CreateContext = { config: LauncherConfig; puller: Puller; launcherEnv: NodeJS.ProcessEnv };

/**
 * Creates the container of a run on one host, with its image and all of its networks, but does not start it. Leaves
 * nothing behind when it fails.
 *
 * @returns Its id, and whether it was there already because a request at the same moment had made it.
 */
export async function createContainer(
  context: CreateContext,
  host: Host,
  request: CreateRequest,
  image: ImageReference,
  emit: Emit,
): Promise<{ id: string; existed: boolean }> {
  const { config, launcherEnv } = context;
  const { docker } = host;
  const inherited = await inheritedContainer(host.config, request, docker);
  const options = runOptions(config, host.config, request, { launcherEnv, inherited });
  const [sources] = await Promise.all([
    environmentSources(config, host.config, request, options, inherited),
    checkNetworks(docker, options.networks),
  ]);
  const environment = mergeEnvironment(sources, launcherEnv);
  const spec = containerSpec(config, host.config, request, { imageName: image.name, environment, options });
  for (const message of unknownRunTags(request.tags ?? {})) emit({ level: "warning", message });
  emit({
    level: "info",
    message: `Creating Docker container on host '${docker.name}' with image '${image.name}'`,
  });
  try {
    const registered = withRegistry(host, options.context.registry);
    const id = await createWithImage(context, registered, containerName(request), spec, image, emit);
    const name = containerName(request);
    const labels = managedLabels(config.container_label_prefix, request, docker.name);
    host.watch.table.created({ id, name, image: image.name, labels, createdAt: "" });
    await connectNetworks(docker, id, options.networks.slice(1));
    return { id, existed: false };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const taken = error.status === 409 ? await appearing(docker, containerName(request)) : undefined;
    if (taken === undefined) throw createFailed(docker.name, error);
    checkOwner(taken, config.container_label_prefix, request, docker.name);
    return { id: taken.id, existed: true };
  }
}

/** The code location's registry takes the place of the host's. */
function withRegistry(host: Host, registry: HostConfig["registry"]): Host {
  return registry === undefined ? host : { ...host, config: { ...host.config, registry } };
}

async function createWithImage(
  { config, puller }: CreateContext,
  host: Host,
  name: string,
  spec: ContainerSpec,
  image: ImageReference,
  emit: Emit,
): Promise<string> {
  const { docker } = host;
  if (config.pull_policy === "always") {
    emit({
      level: "info",
      message: `Pulling image '${image.name}' on '${docker.name}' (pull_policy: always)...`,
    });
    await puller.pull(host, image, emit);
    return docker.create(name, spec);
  }
  try {
    // Most often the image is there: asking first would cost every launch a request.
    return await docker.create(name, spec);
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 404) throw error;
    if ((await docker.imageEnvironment(image.name)) !== undefined) throw error;
  }
  if (config.pull_policy === "never") throw imageMissing(docker.name, image);
  emit({ level: "info", message: `Image '${image.name}' not found on '${docker.name}', pulling...` });
  await puller.pull(host, image, emit);
  return docker.create(name, spec);
}

async function connectNetworks(docker: DockerHost, id: string, networks: string[]): Promise<void> {
  try {
    for (const network of networks) await docker.connectNetwork(network, id);
  } catch (error) {
    await docker.remove(id).catch(() => undefined);
    throw error;
  }
}

/** The engine takes a name before the container of that name can be seen: it appears a moment later. */
async function appearing(docker: DockerHost, name: string): Promise<ContainerState | undefined> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const container = await docker.inspect(name);
    if (container !== undefined) return container;
    await sleep(100);
  }
  return undefined;
}

function createFailed(hostName: string, error: EngineError): LauncherError {
  const message =
    `The container cannot be created on host '${hostName}': ${error.message}. ` +
    `Check container_kwargs of docker_hosts '${hostName}', default_container_kwargs, the run's tags multihost/* ` +
    "and the container context of its code location.";
  return new LauncherError("CONTAINER_CREATE_FAILED", message, { cause: error });
}
