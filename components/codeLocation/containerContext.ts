/** Options of a code location's run containers, over those of the host. */
export interface ContainerContext {
  /** `KEY`, taken from the launcher's environment, or `KEY=VALUE`. Default: none. */
  envVars?: string[];
  /** Networks that they join besides the host's. Default: none. */
  networks?: string[];
  /** In docker-py's names. Default: none. */
  containerKwargs?: Record<string, unknown>;
}

/**
 * The value of DAGSTER_CONTAINER_CONTEXT: Dagster's `docker` container context. It goes through the environment, as its variables
 * may be secrets and a command line can be read by everybody.
 */
export function containerContextVariable(context: ContainerContext): string[] {
  const { envVars = [], networks = [], containerKwargs = {} } = context;
  const docker = {
    ...(envVars.length > 0 ? { env_vars: envVars } : {}),
    ...(networks.length > 0 ? { networks } : {}),
    ...(Object.keys(containerKwargs).length > 0 ? { container_kwargs: containerKwargs } : {}),
  };
  return Object.keys(docker).length > 0 ? [`DAGSTER_CONTAINER_CONTEXT=${JSON.stringify({ docker })}`] : [];
}
