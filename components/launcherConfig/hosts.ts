import type { Access } from "../dockerHost/index.ts";
import type { LauncherConfigInput } from "../../launcher/config/index.ts";

/** A Docker host as the launcher is to see it. */
export interface LauncherHost {
  /** The host's name, as in `DockerHost`'s connection. */
  name: string;
  /** Its `DockerHost.dockerUrl`. */
  dockerUrl: string;
  /** Its `DockerHost.access`: which credentials the launcher is to use. */
  access: Access;
  /** The code locations whose runs may be placed there. One that stands under several hosts is a pool. */
  locationNames: string[];
  /** Networks that run containers join. */
  networks: string[];
  /** Variables of run containers: `KEY`, taken from the launcher's environment, or `KEY=VALUE`. */
  envVars: string[];
  /** Options of run containers, in docker-py's names. */
  containerKwargs: Record<string, unknown>;
  /** A private registry; its password is an environment variable of the launcher, see `registryPasswordVariable`. */
  registry?: { url: string; username: string };
  /** The host's share of the runs of a pool. Default 1. */
  weight?: number;
  /** Run containers at once. Default: no limit. */
  capacity?: number | undefined;
  /** Containers of each code location that wait here for a run. Default: `LauncherSettings.defaultWarmWorkers`. */
  warmWorkers?: number | undefined;
  /** How many of them wait here at most, for all code locations together. Default 8. */
  warmWorkersMost?: number | undefined;
  /** Labels by which runs ask for a host. Default: none. */
  labels?: Record<string, string>;
}

type HostEntry = NonNullable<LauncherConfigInput["docker_hosts"]>[number];

/**
 * The entry of `docker_hosts` for one host. It holds no secret: keys are named by their paths, the registry password by an
 * environment variable of the launcher.
 *
 * @param credentials Where {@link credentialFiles} lie for the launcher.
 */
export function hostEntry(host: LauncherHost, credentials: string): HostEntry {
  return {
    host_name: host.name,
    docker_url: host.dockerUrl,
    location_names: host.locationNames,
    ...(host.weight === undefined || host.weight === 1 ? {} : { weight: host.weight }),
    ...(host.capacity === undefined ? {} : { capacity: host.capacity }),
    ...(host.warmWorkers === undefined ? {} : { warm_workers: host.warmWorkers }),
    ...(host.warmWorkersMost === undefined ? {} : { warm_workers_most: host.warmWorkersMost }),
    ...(Object.keys(host.labels ?? {}).length > 0 ? { labels: host.labels } : {}),
    ...(host.access === "tls"
      ? {
          tls: {
            ca_cert: `${credentials}/tls/ca.pem`,
            client_cert: `${credentials}/tls/client-cert.pem`,
            client_key: `${credentials}/tls/client-key.pem`,
          },
        }
      : {}),
    ...(host.access === "ssh"
      ? {
          ssh: {
            private_key_file: `${credentials}/ssh/${host.name}`,
            known_hosts_file: `${credentials}/ssh/known_hosts`,
          },
        }
      : {}),
    ...(host.networks.length > 0 ? { networks: host.networks } : {}),
    ...(host.envVars.length > 0 ? { env_vars: host.envVars } : {}),
    ...(Object.keys(host.containerKwargs).length > 0 ? { container_kwargs: host.containerKwargs } : {}),
    ...(host.registry
      ? { registry: { ...host.registry, password: { env: registryPasswordVariable(host.name) } } }
      : {}),
  };
}

/** The launcher's environment variable with the registry password for a host. */
export function registryPasswordVariable(hostName: string): string {
  return `DAGSTER_MULTIHOST_REGISTRY_PASSWORD_${hostName.toUpperCase().replaceAll(/\W/g, "_")}`;
}

/** A line of known_hosts (sshd(8)): a port other than 22 stands behind the address in brackets. */
export function knownHostsLine(address: string, port: number, hostKey: string): string {
  return `${port === 22 ? address : `[${address}]:${port}`} ${hostKey.trim()}\n`;
}
