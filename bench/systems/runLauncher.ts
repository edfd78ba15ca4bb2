import type { SystemName } from "../names.ts";
import type { Environment } from "../setup/environment.ts";
import { passwordVariable } from "../setup/home.ts";

/** What the configuration of a run launcher depends on. */
export type LauncherOptions = {
  /** dockerd's socket, or that of a proxy in front of it. */
  engineSocket: string;
  /** Where our launcher listens. */
  launcherSocket: string;
  /** Of our launchers on one host only those with the same one know each other's idle warm workers, and remove them. */
  labelPrefix: string;
  /** How many warm workers `ours_warm` has. */
  warmWorkers: number;
  /** Address of a host that accepts connections and never answers; none by default. */
  deadHost?: string | undefined;
};

/** The code location of the dead host. */
export const deadLocation = "dead_location";

/** The section `run_launcher` of dagster.yaml; undefined is Dagster's own launcher. */
export function runLauncher(
  name: Exclude<SystemName, "floor">,
  { network }: Pick<Environment, "network">,
  options: LauncherOptions,
): object | undefined {
  if (name === "default") return undefined;
  if (name === "dagster_docker") {
    const config = { network, env_vars: [passwordVariable] };
    return { module: "dagster_docker", class: "DockerRunLauncher", config };
  }
  const config = {
    ...(name === "peer" ? {} : { launcher_socket: options.launcherSocket }),
    ...(name === "ours_warm" ? { container_label_prefix: options.labelPrefix } : {}),
    docker_hosts: [
      {
        host_name: "alive",
        docker_url: `unix://${options.engineSocket}`,
        location_names: ["etl_pipelines"],
        network,
        env_vars: [passwordVariable],
        ...(name === "ours_warm"
          ? { warm_workers: options.warmWorkers, warm_workers_most: options.warmWorkers }
          : {}),
      },
      ...(options.deadHost === undefined
        ? []
        : [{ host_name: "dead", docker_url: options.deadHost, location_names: [deadLocation] }]),
    ],
  };
  return { module: "dagster_multihost_launcher", class: "MultiHostDockerRunLauncher", config };
}
