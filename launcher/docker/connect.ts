import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import Docker from "dockerode";
import { parseDockerUrl } from "../config/index.ts";
import type { DockerAddress, HostConfig } from "../config/index.ts";
import { SshAgent } from "./ssh/agent.ts";
import { SshConnection } from "./ssh/connection.ts";
import { TlsAgent } from "./tlsAgent.ts";
import { readNamed } from "./readNamed.ts";

/** A client of one engine and the agent that holds its connections. */
export type OpenDocker = { docker: Docker; agent: HttpAgent };

/**
 * Makes a client for a host. Reads the certificate files, but opens no connection.
 *
 * @throws Error that names the file which cannot be read.
 */
export async function openDocker(host: HostConfig, timeoutMs: number): Promise<OpenDocker> {
  const address = parseDockerUrl(host.docker_url);
  if (typeof address === "string") throw new Error(`docker_url ${address}`);
  const agent = await agentFor(address, host, timeoutMs);
  return {
    agent,
    docker: new Docker({ ...target(address, agent instanceof HttpsAgent), agent } as Docker.DockerOptions),
  };
}

function target(address: DockerAddress, tls: boolean): Record<string, unknown> {
  // Every field is given, because dockerode fills the others from DOCKER_HOST of the launcher's environment.
  const none = { ca: undefined, cert: undefined, key: undefined, timeout: undefined, port: undefined };
  if (address.kind === "unix") {
    return { ...none, host: undefined, socketPath: address.socketPath, protocol: "http" };
  }
  if (address.kind === "ssh") return { ...none, host: "docker.local", protocol: "http", port: 80 };
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return { ...none, host, port: address.port, protocol: tls ? "https" : "http" };
}

async function agentFor(address: DockerAddress, host: HostConfig, timeoutMs: number): Promise<HttpAgent> {
  if (address.kind === "ssh") return new SshAgent(new SshConnection(address, host.ssh, timeoutMs));
  if (address.kind === "unix" || host.tls === undefined) return new HttpAgent({ keepAlive: true });
  const { ca_cert, client_cert, client_key, verify } = host.tls;
  const [ca, cert, key] = await Promise.all([
    ca_cert === undefined ? undefined : readNamed("tls.ca_cert", ca_cert),
    readNamed("tls.client_cert", client_cert),
    readNamed("tls.client_key", client_key),
  ]);
  // A configured CA replaces the trusted roots of Node, so that it alone decides.
  return new TlsAgent({
    keepAlive: true,
    cert,
    key,
    rejectUnauthorized: verify,
    ...(ca === undefined ? {} : { ca }),
  });
}
