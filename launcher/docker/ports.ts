import type { ContainerKwargs } from "../config/index.ts";

type Ports = NonNullable<ContainerKwargs["ports"]>;
type Binding = { HostIp: string; HostPort: string };

/** The ports of docker-py's `ports` that the container is to expose: a port without a protocol is one of TCP. */
export function exposedPorts(ports: Ports): Record<string, object> {
  return Object.fromEntries(Object.keys(ports).map((port) => [withProtocol(port), {}]));
}

/**
 * Translates docker-py's `ports` into the engine's bindings; null and no address mean any.
 *
 * @example
 * portBindings({ "4040": ["127.0.0.1", 14040] }); // { "4040/tcp": [{ HostIp: "127.0.0.1", HostPort: "14040" }] }
 */
export function portBindings(ports: Ports): Record<string, Binding[]> {
  return Object.fromEntries(
    Object.entries(ports).map(([port, host]) => [withProtocol(port), bindings(host)]),
  );
}

function bindings(host: Ports[string]): Binding[] {
  if (!Array.isArray(host)) return [{ HostIp: "", HostPort: host === null ? "" : String(host) }];
  const [first, second] = host;
  if (typeof first === "string") return [{ HostIp: first, HostPort: String(second) }];
  return host.map((port) => ({ HostIp: "", HostPort: String(port) }));
}

function withProtocol(port: string): string {
  return port.includes("/") ? port : `${port}/tcp`;
}
