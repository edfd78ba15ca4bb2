import { parseDockerUrl } from "./dockerUrl.ts";
import type { Problem } from "./error.ts";

/**
 * The rules that span several fields. They look at the raw value and pass over whatever has the wrong type, so that
 * they report together with the problems of single fields.
 */
export function crossFieldProblems(value: unknown): Problem[] {
  const hosts = list(field(value, "docker_hosts"));
  const defaults = field(value, "default_container_kwargs");
  return [...duplicateHosts(hosts), ...hosts.flatMap((host, index) => hostProblems(host, defaults, index))];
}

/** What works but is doubtful: to be logged, never refused. */
export function launcherConfigWarnings(value: unknown): Problem[] {
  return list(field(value, "docker_hosts")).flatMap((host, index) => {
    const path = `docker_hosts[${index}]`;
    const warnings: Problem[] = [];
    if (kind(host) === "tcp" && field(host, "tls") === undefined) {
      warnings.push({
        path,
        message:
          "plain tcp without tls: whoever reaches this port is root on that host. Configure tls, or use ssh://.",
      });
    }
    if (field(field(host, "tls"), "verify") === false) {
      warnings.push({ path: `${path}.tls.verify`, message: "the server's certificate is not checked." });
    }
    return warnings;
  });
}

function duplicateHosts(hosts: unknown[]): Problem[] {
  const first = new Map<unknown, number>();
  return hosts.flatMap((host, index) => {
    const name = field(host, "host_name");
    const earlier = first.get(name);
    if (earlier === undefined || typeof name !== "string") {
      first.set(name, index);
      return [];
    }
    const message = `'${name}' is the name of docker_hosts[${earlier}] too. Give every host its own name.`;
    return [{ path: `docker_hosts[${index}].host_name`, message }];
  });
}

function hostProblems(host: unknown, defaults: unknown, index: number): Problem[] {
  const path = `docker_hosts[${index}]`;
  const scheme = kind(host);
  const problems: Problem[] = [];
  if (field(host, "tls") !== undefined && (scheme === "ssh" || scheme === "unix")) {
    problems.push({
      path: `${path}.tls`,
      message: `tls goes with a tcp:// docker_url only, not with ${scheme}. Remove it.`,
    });
  }
  if (field(host, "ssh") !== undefined && (scheme === "tcp" || scheme === "unix")) {
    problems.push({
      path: `${path}.ssh`,
      message: `ssh goes with an ssh:// docker_url only, not with ${scheme}. Remove it.`,
    });
  }
  const mode = field(field(host, "container_kwargs"), "network_mode") ?? field(defaults, "network_mode");
  if (
    mode !== undefined &&
    (field(host, "network") !== undefined || list(field(host, "networks")).length > 0)
  ) {
    const message = "network_mode and network or networks exclude each other. Keep one of them.";
    problems.push({ path: `${path}.container_kwargs.network_mode`, message });
  }
  return problems;
}

function kind(host: unknown): string | undefined {
  const url = field(host, "docker_url") ?? "local";
  const address = typeof url === "string" ? parseDockerUrl(url) : undefined;
  return typeof address === "object" ? address.kind : undefined;
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Record<string, unknown>)[key];
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
