import type { ContainerSpec } from "../docker/port.ts";
import { mergeEnvironment } from "../runs/environment.ts";
import type { EnvSource } from "../runs/environment.ts";
import { runField } from "../runs/environmentSources.ts";
import type { RunOptions } from "../runs/options.ts";
import type { CreateRequest } from "../runs/requests.ts";
import type { WarmPool } from "./pool.ts";
import { recipeOf } from "./recipe.ts";
import type { Recipe } from "./recipe.ts";

/** What is known of a run when its container is about to be created. */
export type Prepared = {
  request: CreateRequest;
  options: RunOptions;
  spec: ContainerSpec;
  /** `id` is undefined when the host does not have the image or keeps no workers. */
  image: { name: string; id: string | undefined };
  sources: EnvSource[];
  launcherEnv: NodeJS.ProcessEnv;
};

/**
 * The recipe of the workers that could take a run; undefined when there are none, as when tags of the run set options
 * of its container.
 */
export function prepareRecipe(
  pool: WarmPool,
  { request, options, spec, image: { name, id }, sources, launcherEnv }: Prepared,
): Recipe | undefined {
  const ofRun = options.levels.at(-1)?.kwargs ?? {};
  if (id === undefined || Object.keys(ofRun).length > 0) return undefined;
  const shared = sources.filter(({ field }) => field !== runField);
  const environment = mergeEnvironment(shared, launcherEnv);
  return recipeOf(spec, request, { ...pool.recipeParts(), environment, image: { name, id } });
}

/** Whether the location's next runs are likely to be as this one: not when its tags name an image of its own. */
export function isTypical({ tags = {} }: CreateRequest): boolean {
  return (tags["dagster/image"] ?? "") === "";
}
