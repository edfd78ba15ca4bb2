import type { HostConfig, LauncherConfig } from "../config/index.ts";

/** The hosts that a code location may run on, in configured order; several make a pool, none means it is not mapped. */
export function hostsOf(config: Pick<LauncherConfig, "docker_hosts">, location: string): HostConfig[] {
  return config.docker_hosts.filter(({ location_names }) => location_names.includes(location));
}
