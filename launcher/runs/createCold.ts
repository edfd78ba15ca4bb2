import type { HostConfig, LauncherConfig } from "../config/index.ts";
import { EngineError } from "../docker/port.ts";
import type { ContainerSpec, DockerHost } from "../docker/port.ts";
import type { FreshContainers } from "./freshContainers.ts";
import type { Host } from "./hostDirectory.ts";
import type { ImageReference } from "./image.ts";
import { containerName, managedLabels } from "./naming.ts";
import type { KnownNetworks } from "./networks.ts";
import type { RunOptions } from "./options.ts";
import { imageMissing } from "./pull.ts";
import type { Puller } from "./pull.ts";
import type { CreateRequest, Emit } from "./requests.ts";
import { span } from "../tracing/tracing.ts";

/** What creating a new container needs besides the request. */
export type ColdContext = {
  config: LauncherConfig;
  puller: Puller;
  fresh: FreshContainers;
  networks: KnownNetworks;
};

/** What a new container is made of. */
export type ColdParts = {
  request: CreateRequest;
  options: RunOptions;
  spec: ContainerSpec;
  image: ImageReference;
  emit: Emit;
};

/**
 * Creates a new container for a run, pulling the image where it is missing.
 *
 * @returns Its id.
 */
export async function createCold(context: ColdContext, host: Host, parts: ColdParts): Promise<string> {
  const { request, options, spec, image, emit } = parts;
  const { docker, watch } = host;
  await context.networks.check(docker, options.networks);
  emit({
    level: "info",
    message: `Creating Docker container on host '${docker.name}' with image '${image.name}'`,
  });
  const name = containerName(request);
  const id = await createWithImage(context, withRegistry(host, options), name, spec, image, emit);
  const labels = managedLabels(context.config.container_label_prefix, request, docker.name);
  watch.table.created({ id, name, image: image.name, labels, createdAt: "" });
  await connectNetworks(docker, id, options.networks.slice(1));
  context.fresh.add(id, request.runId);
  return id;
}

/** With `pull_policy: always` the image of a run is what the registry has now. */
export async function pullFirst(
  { config, puller }: ColdContext,
  host: Host,
  { options, image, emit }: Pick<ColdParts, "options" | "image" | "emit">,
): Promise<void> {
  if (config.pull_policy !== "always") return;
  const { name } = host.docker;
  emit({ level: "info", message: `Pulling image '${image.name}' on '${name}' (pull_policy: always)...` });
  await puller.pull(withRegistry(host, options), image, emit);
}

/** The code location's registry takes the place of the host's. */
function withRegistry(host: Host, { context: { registry } }: RunOptions): Host {
  return registry === undefined ? host : withOwn(host, registry);
}

function withOwn(host: Host, registry: HostConfig["registry"]): Host {
  return { ...host, config: { ...host.config, registry } };
}

async function createWithImage(
  { config, puller }: ColdContext,
  host: Host,
  name: string,
  spec: ContainerSpec,
  image: ImageReference,
  emit: Emit,
): Promise<string> {
  const { docker } = host;
  const attributes = { "multihost.host": docker.name, "container.image.name": image.name };
  const created = () => span("multihost.engine.create", attributes, () => docker.create(name, spec));
  try {
    // Most often the image is there: asking first would cost every launch a request.
    return await created();
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 404) throw error;
    if ((await docker.imageEnvironment(image.name)) !== undefined) throw error;
  }
  if (config.pull_policy === "never") throw imageMissing(docker.name, image);
  emit({ level: "info", message: `Image '${image.name}' not found on '${docker.name}', pulling...` });
  await puller.pull(host, image, emit);
  return created();
}

async function connectNetworks(docker: DockerHost, id: string, networks: string[]): Promise<void> {
  try {
    for (const network of networks) await docker.connectNetwork(network, id);
  } catch (error) {
    await docker.remove(id).catch(() => undefined);
    throw error;
  }
}
