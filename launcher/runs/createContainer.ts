import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../docker/port.ts";
import type { ContainerState, DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import { isTracing, span } from "../tracing/tracing.ts";
import { warmLabel } from "../warm/name.ts";
import type { WarmPool } from "../warm/pool.ts";
import { isTypical, prepareRecipe } from "../warm/prepare.ts";
import type { Recipe } from "../warm/recipe.ts";
import { containerSpec } from "./containerSpec.ts";
import { createCold, pullFirst } from "./createCold.ts";
import type { ColdContext } from "./createCold.ts";
import { mergeEnvironment } from "./environment.ts";
import { environmentSources } from "./environmentSources.ts";
import type { Host } from "./hostDirectory.ts";
import type { ImageReference } from "./image.ts";
import { inheritedContainer } from "./inherited.ts";
import { containerName } from "./naming.ts";
import { runOptions } from "./options.ts";
import type { Announce, CreateRequest, Created, Emit } from "./requests.ts";
import { unknownRunTags } from "./runTags.ts";
import { checkOwner } from "./survey.ts";

/** What creating a container needs besides the request. */
export type CreateContext = ColdContext & {
  launcherEnv: NodeJS.ProcessEnv;
  warm: WarmPool;
  announce: Announce;
};

/** A container of a run; `warm` when a warm worker became it, `existed` when a request at the same moment had made it. */
export type Made = Pick<Created, "existed" | "warm" | "imageId"> & { id: string };

/**
 * Creates the container of a run on one host, with its image and all of its networks, but does not start it. Leaves
 * nothing behind when it fails. A warm worker that fits takes the container's place.
 */
export async function createContainer(
  context: CreateContext,
  host: Host,
  request: CreateRequest,
  image: ImageReference,
  emit: Emit,
): Promise<Made> {
  const { config, launcherEnv, warm, networks, announce } = context;
  const { docker } = host;
  const inherited = await inheritedContainer(host.config, request, docker);
  const options = runOptions(config, host.config, request, { launcherEnv, inherited });
  await pullFirst(context, host, { options, image, emit });
  const look = warm.wanted(host) > 0 ? warm.images.look(docker, image.name) : undefined;
  const [sources, imageId] = await Promise.all([
    environmentSources(config, host.config, request, options, inherited),
    look?.assumed(),
  ]);
  const environment = mergeEnvironment(sources, launcherEnv);
  const spec = containerSpec(config, host.config, request, { imageName: image.name, environment, options });
  for (const message of unknownRunTags(request.tags ?? {})) emit({ level: "warning", message });
  const cold = () => createCold(context, host, { request, options, spec, image, emit });
  const recipeWith = (id: string | undefined) =>
    prepareRecipe(warm, {
      ...{ request, options, spec, sources, launcherEnv },
      image: { name: image.name, id },
    });
  try {
    const recipe = recipeWith(imageId);
    const fits = async (): Promise<boolean> => look?.isStill(imageId) ?? false;
    const take = (from: Recipe) =>
      span("multihost.warm.claim", { "multihost.host": docker.name }, () =>
        warm.take(host, from, request, { fits, cold, announce }),
      );
    const taken = recipe === undefined ? undefined : await take(recipe);
    if (taken !== undefined) return { id: taken, existed: false, warm: true, ...known(imageId) };
    const id = await cold();
    // The container is there by now: a look that failed is no reason to fail the launch.
    const actualId = await look?.actual.catch(() => undefined);
    const next = isTypical(request) ? recipeWith(actualId) : undefined;
    if (next !== undefined) warm.learn(host, next);
    return { id, existed: false, warm: false, ...known(actualId ?? (await idForSpan(docker, image))) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    networks.forget(docker);
    const taken = error.status === 409 ? await appearing(docker, containerName(request)) : undefined;
    if (taken === undefined) throw createFailed(docker.name, error);
    const prefix = config.container_label_prefix;
    checkOwner(taken, prefix, request, docker.name);
    return { id: taken.id, existed: true, warm: taken.labels[warmLabel(prefix)] !== undefined };
  }
}

function known(imageId: string | undefined): { imageId?: string } {
  return imageId === undefined ? {} : { imageId };
}

/** Costs a request, so that it is asked for only where spans are sent. */
async function idForSpan(docker: DockerHost, image: ImageReference): Promise<string | undefined> {
  return isTracing() ? docker.imageId(image.name).catch(() => undefined) : undefined;
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
