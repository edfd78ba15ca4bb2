import type { Access } from "../dockerHost/index.ts";
import type { LauncherConfigInput } from "../../launcher/config/index.ts";

/** A Docker host as the launcher is to see it. */
export interface LauncherHost {
  name: string;
  dockerUrl: string;
  access: Access;
  locationNames: string[];
  networks: string[];
  envVars: string[];
  /** In docker-py's names. */
  containerKwargs: Record<string, unknown>;
  registry?: { url: string; username: string };
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
