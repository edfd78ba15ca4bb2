import type { HostConfig, LauncherConfig } from "../config/index.ts";
import type { DockerHost } from "../docker/port.ts";
import { HostUnreachableError, LauncherError } from "../error.ts";
import type { Clock } from "./clock.ts";

/** A host: its configuration and the connection to it. */
export type Host = { config: HostConfig; docker: DockerHost };

/** How long a host that did not answer is tried last. */
const memoryMs = 30_000;

/** The configured hosts, and which of them did not answer lately. */
export class HostDirectory {
  readonly #hosts: Map<string, Host>;
  readonly #clock: Clock;
  readonly #failedAt = new Map<string, number>();

  constructor(config: LauncherConfig, connect: (host: HostConfig) => DockerHost, clock: Clock) {
    this.#hosts = new Map(
      config.docker_hosts.map((host) => [host.host_name, { config: host, docker: connect(host) }]),
    );
    this.#clock = clock;
  }

  all(): Host[] {
    return [...this.#hosts.values()];
  }

  find(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  /** @throws LauncherError `HOST_UNKNOWN` when no such host is configured. */
  get(name: string): Host {
    const host = this.#hosts.get(name);
    if (host !== undefined) return host;
    const known = [...this.#hosts.keys()].join(", ");
    throw new LauncherError(
      "HOST_UNKNOWN",
      `No Docker host '${name}' is configured (docker_hosts: ${known}). Add it to docker_hosts, or correct the name.`,
    );
  }

  /** Whether the host failed to answer within the last 30 seconds. */
  isDown(name: string): boolean {
    const failed = this.#failedAt.get(name);
    return failed !== undefined && this.#clock.now() - failed < memoryMs;
  }

  /** Calls a host, and remembers whether it answered. */
  async contact<T>({ docker }: Host, call: (docker: DockerHost) => Promise<T>): Promise<T> {
    try {
      const answer = await call(docker);
      this.#failedAt.delete(docker.name);
      return answer;
    } catch (error) {
      if (error instanceof HostUnreachableError) this.#failedAt.set(docker.name, this.#clock.now());
      else this.#failedAt.delete(docker.name);
      throw error;
    }
  }

  close(): void {
    for (const { docker } of this.#hosts.values()) docker.close();
  }
}
