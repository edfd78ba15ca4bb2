import { readFile } from "node:fs/promises";
import type { HostConfig, LauncherConfig } from "../config/index.ts";
import type { DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { EnvSource } from "./environment.ts";
import { contextField } from "./options.ts";
import type { OptionLevel, RunOptions } from "./options.ts";
import type { CreateRequest } from "./requests.ts";

/**
 * The sources of a run container's environment, lowest first: env files, the environment of the container named by
 * `inherit_env_from_container`, `env_vars`, container_kwargs, the code location's container context, the run's tags,
 * and what Dagster gives.
 *
 * @throws LauncherError `ENV_FILE_UNREADABLE`, `INHERIT_CONTAINER_NOT_FOUND`.
 */
export async function environmentSources(
  config: LauncherConfig,
  host: HostConfig,
  request: CreateRequest,
  docker: DockerHost,
  { levels, context }: RunOptions,
): Promise<EnvSource[]> {
  const field = `docker_hosts '${host.host_name}'`;
  const [defaultFile, hostFile, inherited] = await Promise.all([
    fileSource("default_env_file", config.default_env_file),
    fileSource(`${field}.env_file`, host.env_file),
    inheritedSource(host, request, docker),
  ]);
  return [
    ...defaultFile,
    ...hostFile,
    ...inherited,
    { field: "default_env_vars", entries: config.default_env_vars },
    { field: `${field}.env_vars`, entries: host.env_vars },
    ...environmentsOf(levels.slice(0, 2)),
    { field: contextField(request, "env_vars"), entries: context.env_vars },
    ...environmentsOf(levels.slice(2)),
    { field: "run", values: { DAGSTER_RUN_JOB_NAME: request.jobName, DAGSTER_RUN_ID: request.runId } },
    { field: "run", values: request.env },
  ];
}

function environmentsOf(levels: OptionLevel[]): EnvSource[] {
  return levels.map(({ field, kwargs }) => ({ field: `${field}.environment`, kwargs: kwargs.environment }));
}

async function fileSource(field: string, file: string | undefined): Promise<EnvSource[]> {
  if (file === undefined) return [];
  try {
    return [{ field, file, text: await readFile(file, "utf8") }];
  } catch (error) {
    const message = `The launcher cannot read ${field} '${file}'. Create the file, make it readable, or remove the key.`;
    throw new LauncherError("ENV_FILE_UNREADABLE", message, { cause: error });
  }
}

/** What the container has beyond its image: the image of the run brings its own PATH and the like. */
async function inheritedSource(
  host: HostConfig,
  request: CreateRequest,
  docker: DockerHost,
): Promise<EnvSource[]> {
  const template = host.inherit_env_from_container;
  if (template === undefined || template === "off") return [];
  const name = template.replaceAll("{location}", request.locationName);
  const container = await docker.inspect(name);
  if (container === undefined) {
    throw new LauncherError(
      "INHERIT_CONTAINER_NOT_FOUND",
      `There is no container '${name}' on host '${host.host_name}' to inherit the environment from. ` +
        "Start it, correct inherit_env_from_container, or set it to 'off'.",
    );
  }
  const ofImage = new Set(await docker.imageEnvironment(container.image));
  const entries = container.environment.filter((entry) => entry.includes("=") && !ofImage.has(entry));
  return [{ field: "inherit_env_from_container", entries }];
}
