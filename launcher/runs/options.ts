import { LauncherConfigError, parseContainerContext } from "../config/index.ts";
import type { ContainerContext, ContainerKwargs, HostConfig, LauncherConfig } from "../config/index.ts";
import { LauncherError } from "../error.ts";
import type { Inherited } from "./inherited.ts";
import type { CreateRequest } from "./requests.ts";
import { kwargsTag, runTagKwargs } from "./runTags.ts";

/** The options of a run container from one place, and the name of that place in messages. */
export type OptionLevel = { field: string; kwargs: ContainerKwargs };

/** Everything that configuration, code location and run say about a run container. */
export type RunOptions = {
  /** Lowest first: default, host, container context of the code location, tags of the run. */
  levels: OptionLevel[];
  context: ContainerContext;
  /** The first one is there from the start. */
  networks: string[];
};

/** What options depend on besides configuration and request. */
export type OptionContext = {
  /** Where `{env: NAME}` of the container context is looked up. */
  launcherEnv: NodeJS.ProcessEnv;
  /** The container whose networks are joined when none is configured. */
  inherited?: Inherited | undefined;
};

/**
 * Collects the options of a run container on a host.
 *
 * @throws LauncherError `CONTAINER_CONTEXT_INVALID`, `RUN_TAG_INVALID`, `RUN_OPTION_NOT_ALLOWED`.
 */
export function runOptions(
  config: LauncherConfig,
  host: HostConfig,
  request: CreateRequest,
  { launcherEnv, inherited }: OptionContext,
): RunOptions {
  const context = containerContext(request, launcherEnv);
  const levels = [
    { field: "default_container_kwargs", kwargs: config.default_container_kwargs },
    { field: `docker_hosts '${host.host_name}'.container_kwargs`, kwargs: host.container_kwargs },
    { field: contextField(request, "container_kwargs"), kwargs: context.container_kwargs },
    {
      field: `the run's tag ${kwargsTag}`,
      kwargs: runTagKwargs(request.tags ?? {}, config.run_container_kwargs_allowed),
    },
  ];
  const own = host.network === undefined ? host.networks : [host.network, ...host.networks];
  const networks = [...new Set([...own, ...context.networks])];
  checkNetworkMode(levels, networks);
  const mode = levels.some(({ kwargs }) => kwargs.network_mode !== undefined);
  const joined = networks.length > 0 || mode ? networks : (inherited?.networks ?? []);
  return { levels, context, networks: joined };
}

/** How messages name a field of a code location's container context. */
export function contextField({ locationName }: CreateRequest, field: string): string {
  return `container context of code location '${locationName}': ${field}`;
}

function containerContext(request: CreateRequest, launcherEnv: NodeJS.ProcessEnv): ContainerContext {
  try {
    return parseContainerContext(request.containerContext, launcherEnv);
  } catch (error) {
    if (!(error instanceof LauncherConfigError)) throw error;
    const problems = error.problems.map(({ path, message }) => `${path}: ${message}`).join(" ");
    throw new LauncherError(
      "CONTAINER_CONTEXT_INVALID",
      `The docker container context of code location '${request.locationName}' is not valid. ${problems} ` +
        "Correct it where the location's code server is started, and reload the location.",
    );
  }
}

/** The schema of the configuration sees to its own two levels; what comes with the run is checked here. */
function checkNetworkMode(levels: OptionLevel[], networks: string[]): void {
  const level = levels.findLast(({ kwargs }) => kwargs.network_mode !== undefined);
  if (level === undefined || networks.length === 0) return;
  throw new LauncherError(
    "NETWORK_MODE_CONFLICT",
    `${level.field} sets network_mode, but the run's containers join ${networks.join(", ")}: these exclude each other. Remove one of them.`,
  );
}
