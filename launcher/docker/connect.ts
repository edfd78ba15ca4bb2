import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import Docker from "dockerode";
import { parseDockerUrl } from "../config/index.ts";
import type { DockerAddress, HostConfig } from "../config/index.ts";
import { SshAgent } from "./ssh/agent.ts";
import { SshConnection } from "./ssh/connection.ts";
import { TlsAgent } from "./tlsAgent.ts";
import { readNamed } from "./readNamed.ts";
import { checkAnswers } from "./sendRequest.ts";

/** A client of one engine and the agent that holds its connections. */
export type Connected = { docker: Docker; agent: HttpAgent };

/**
 * Two clients of one engine: `calls` for requests that are answered at once, over few connections that are kept;
 * `streams` for what takes long, such as events, logs, pulls and stops, so that it never keeps a launch waiting.
 */
export type OpenDocker = { calls: Connected; streams: Connected };

/** Connections for calls. Each is a handshake and, on the host, a thread: more make no launch faster. */
export const mostCalls = 4;
/** sshd allows 10 channels of one connection (MaxSessions) and refuses what goes beyond. */
const mostSshStreams = 9;

/**
 * Makes the clients of a host. Reads the certificate files, but opens no connection.
 *
 * @throws Error that names the file which cannot be read.
 */
export async function openDocker(host: HostConfig, timeoutMs: number): Promise<OpenDocker> {
  const address = parseDockerUrl(host.docker_url);
  if (typeof address === "string") throw new Error(`docker_url ${address}`);
  const files = await readTls(host.tls);
  const connected = (maxSockets: number): Connected => {
    const agent = agentFor(address, host, files, { timeoutMs, maxSockets });
    const options = { ...target(address, agent instanceof HttpsAgent), agent };
    const docker = new Docker(options as Docker.DockerOptions);
    checkAnswers(docker);
    return { agent, docker };
  };
  const mostStreams = address.kind === "ssh" ? mostSshStreams : Infinity;
  return { calls: connected(mostCalls), streams: connected(mostStreams) };
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

function agentFor(
  address: DockerAddress,
  host: HostConfig,
  files: TlsFiles | undefined,
  { timeoutMs, maxSockets }: { timeoutMs: number; maxSockets: number },
): HttpAgent {
  if (address.kind === "ssh")
    return new SshAgent(new SshConnection(address, host.ssh, timeoutMs), maxSockets);
  if (address.kind === "unix" || files === undefined) return new HttpAgent({ keepAlive: true, maxSockets });
  return new TlsAgent({ keepAlive: true, maxSockets, ...files });
}

type TlsFiles = { ca?: Buffer; cert: Buffer; key: Buffer; rejectUnauthorized: boolean };

async function readTls(tls: HostConfig["tls"]): Promise<TlsFiles | undefined> {
  if (tls === undefined) return undefined;
  const [ca, cert, key] = await Promise.all([
    tls.ca_cert === undefined ? undefined : readNamed("tls.ca_cert", tls.ca_cert),
    readNamed("tls.client_cert", tls.client_cert),
    readNamed("tls.client_key", tls.client_key),
  ]);
  // A configured CA replaces the trusted roots of Node, so that it alone decides.
  return { cert, key, rejectUnauthorized: tls.verify, ...(ca === undefined ? {} : { ca }) };
}
