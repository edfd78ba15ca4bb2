import type { HostConfig } from "../config/index.ts";

/** Credentials as the engine's `X-Registry-Auth` header takes them. */
export type RegistryAuth = { username: string; password: string; serveraddress: string };

/** The credentials of the host's registry, when the image comes from that registry; else undefined. */
export function registryAuth(
  registry: HostConfig["registry"],
  imageDomain: string,
): RegistryAuth | undefined {
  if (registry === undefined || registryDomain(registry.url) !== imageDomain) return undefined;
  return { username: registry.username, password: registry.password, serveraddress: registry.url };
}

/** The domain that image references of a registry begin with. */
export function registryDomain(url: string): string {
  const domain = url
    .replace(/^https?:\/\//i, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
  return ["index.docker.io", "registry-1.docker.io"].includes(domain) ? "docker.io" : domain;
}
