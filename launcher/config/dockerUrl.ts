import { isIPv6 } from "node:net";

/** How a Docker daemon is reached. */
export type DockerAddress =
  | { kind: "tcp"; host: string; port: number }
  | { kind: "ssh"; host: string; port: number; user?: string }
  | { kind: "unix"; socketPath: string };

/** The socket that `local` and a bare `unix://` mean. */
export const defaultSocket = "/var/run/docker.sock";

/**
 * Reads a `docker_url`: `tcp://HOST[:PORT]` (port 2376 by default), `ssh://[USER@]HOST[:PORT]` (port 22),
 * `unix:///PATH`, or `local` for this machine's socket. A host may be a name, an IPv4 address or `[IPv6]`.
 *
 * @returns The address, or a sentence that says what is wrong. The sentence never repeats the URL, which may hold
 * credentials.
 */
export function parseDockerUrl(url: string): DockerAddress | string {
  if (url === "local" || url === "unix://") return { kind: "unix", socketPath: defaultSocket };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  const rest = url.slice((scheme?.length ?? 0) + 3);
  if (scheme === "unix") return unix(rest);
  if (scheme === "tcp") return tcp(rest);
  if (scheme === "ssh") return ssh(rest);
  if (scheme === "http" || scheme === "https")
    return "write tcp:// (with tls for https), as in tcp://10.0.1.2:2376.";
  return "must be tcp://HOST:PORT, ssh://USER@HOST, unix:///PATH or local.";
}

function unix(path: string): DockerAddress | string {
  if (!path.startsWith("/"))
    return "a unix:// URL needs an absolute path, as in unix:///var/run/docker.sock.";
  return { kind: "unix", socketPath: path };
}

function tcp(rest: string): DockerAddress | string {
  if (rest.includes("@")) return "a tcp:// URL takes no user; use tls with a client certificate.";
  const authority = hostAndPort(rest, 2376);
  return typeof authority === "string" ? authority : { kind: "tcp", ...authority };
}

function ssh(rest: string): DockerAddress | string {
  const at = rest.lastIndexOf("@");
  const user = at < 0 ? undefined : rest.slice(0, at);
  if (user?.includes(":") === true)
    return "an ssh:// URL takes no password; use a key (ssh.private_key_file).";
  if (user !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]*\$?$/.test(user))
    return "the user of the ssh:// URL is not valid.";
  const authority = hostAndPort(rest.slice(at + 1), 22);
  if (typeof authority === "string") return authority;
  return { kind: "ssh", ...authority, ...(user === undefined ? {} : { user }) };
}

function hostAndPort(text: string, defaultPort: number): { host: string; port: number } | string {
  const match = /^(?:\[([^\]]+)\]|([^:/[\]]+))(?::(\d+))?\/?$/.exec(text);
  if (match === null)
    return "needs a host and at most a port, as in tcp://10.0.1.2:2376 or ssh://deploy@10.0.1.2.";
  const [, ipv6, name] = match;
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 1 || port > 65535) return "the port must be between 1 and 65535.";
  if (ipv6 !== undefined)
    return isIPv6(ipv6) ? { host: ipv6, port } : "the address in [ ] is not an IPv6 address.";
  if (name === undefined || !/^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(name))
    return "the host is not valid.";
  return { host: name, port };
}
