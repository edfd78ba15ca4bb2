import { readFile } from "node:fs/promises";
import type { HostConfig, LauncherConfig } from "../config/index.ts";
import { LauncherError } from "../error.ts";
import type { EnvSource } from "./environment.ts";
import type { Inherited } from "./inherited.ts";
import { contextField } from "./options.ts";
import type { OptionLevel, RunOptions } from "./options.ts";
import type { CreateRequest } from "./requests.ts";

/** How messages name what Dagster gives to a run. */
export const runField = "run";

/** The variables of a run's container that are the run's own: a worker that waits for a run does not have them. */
export function runVariables({ jobName, runId, env }: CreateRequest): Record<string, string> {
  return { DAGSTER_RUN_JOB_NAME: jobName, DAGSTER_RUN_ID: runId, ...env };
}

/**
 * The sources of a run container's environment, lowest first: env files, the environment of the container named by
 * `inherit_env_from_container`, `env_vars`, container_kwargs, the code location's container context, the run's tags,
 * and what Dagster gives.
 *
 * @throws LauncherError `ENV_FILE_UNREADABLE`.
 */
export async function environmentSources(
  config: LauncherConfig,
  host: HostConfig,
  request: CreateRequest,
  { levels, context }: RunOptions,
  inherited: Inherited | undefined,
): Promise<EnvSource[]> {
  const field = `docker_hosts '${host.host_name}'`;
  const [defaultFile, hostFile] = await Promise.all([
    fileSource("default_env_file", config.default_env_file),
    fileSource(`${field}.env_file`, host.env_file),
  ]);
  return [
    ...defaultFile,
    ...hostFile,
    { field: "inherit_env_from_container", entries: inherited?.environment ?? [] },
    { field: "default_env_vars", entries: config.default_env_vars },
    { field: `${field}.env_vars`, entries: host.env_vars },
    ...environmentsOf(levels.slice(0, 2)),
    { field: contextField(request, "env_vars"), entries: context.env_vars },
    ...environmentsOf(levels.slice(2)),
    { field: runField, values: runVariables(request) },
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
