import { isDeepStrictEqual } from "node:util";
import type { HostConfig, LauncherConfig } from "../config/index.ts";
import type { DockerHost } from "../docker/port.ts";
import { HostUnreachableError, LauncherError } from "../error.ts";
import { HostWatch } from "../watch/hostWatch.ts";
import type { WatchListener } from "../watch/hostWatch.ts";
import type { WatchTiming } from "../watch/timing.ts";
import { managedOnly } from "./naming.ts";

/** A host: its configuration, the connection to it, and what is known of it. */
export type Host = { config: HostConfig; docker: DockerHost; watch: HostWatch };

/** What a {@link HostDirectory} makes its hosts with. */
export type HostMaker = {
  /** Makes the connection to a host; must not contact it yet. */
  connect: (host: HostConfig, config: LauncherConfig) => DockerHost;
  timing: WatchTiming;
  listener: WatchListener;
};

/** The configured hosts. A host that is known to be lost keeps nobody waiting. */
export class HostDirectory {
  readonly #maker: HostMaker;
  readonly #pending = new Map<DockerHost, number>();
  readonly #retired = new Set<DockerHost>();
  #config: LauncherConfig;
  #hosts: Map<string, Host>;
  #watching = false;

  constructor(config: LauncherConfig, maker: HostMaker) {
    this.#maker = maker;
    this.#config = config;
    this.#hosts = new Map(config.docker_hosts.map((host) => [host.host_name, this.#make(host, config)]));
  }

  /** Begins to watch all hosts, also those that a later {@link update} adds. */
  watch(): void {
    this.#watching = true;
    for (const { watch } of this.all()) watch.start();
  }

  /**
   * Takes another configuration. A host of which nothing changed keeps its connections and what is known of it; the
   * connections of the others are closed when what is under way over them has ended.
   */
  update(config: LauncherConfig): void {
    const before = this.#hosts;
    const sameTimeout = config.request_timeout_seconds === this.#config.request_timeout_seconds;
    this.#hosts = new Map(
      config.docker_hosts.map((host) => {
        const old = before.get(host.host_name);
        const kept = sameTimeout && old !== undefined && isDeepStrictEqual(old.config, host);
        return [host.host_name, kept ? old : this.#make(host, config)];
      }),
    );
    this.#config = config;
    const kept = new Set(this.all());
    for (const host of before.values()) if (!kept.has(host)) this.#retire(host);
    if (this.#watching) this.watch();
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

  /**
   * Calls a host.
   *
   * @throws HostUnreachableError at once when the host is known to be lost.
   */
  async contact<T>({ docker, watch }: Host, call: (docker: DockerHost) => Promise<T>): Promise<T> {
    if (watch.state.phase === "lost") throw watch.state.error;
    this.#pending.set(docker, (this.#pending.get(docker) ?? 0) + 1);
    try {
      return await call(docker);
    } catch (error) {
      if (error instanceof HostUnreachableError) watch.suspect();
      throw error;
    } finally {
      this.#done(docker);
    }
  }

  close(): void {
    for (const { docker, watch } of this.all()) {
      watch.stop();
      docker.close();
    }
    for (const docker of this.#retired) docker.close();
  }

  #make(host: HostConfig, config: LauncherConfig): Host {
    const docker = this.#maker.connect(host, config);
    const labels = managedOnly(config.container_label_prefix);
    const watch = new HostWatch(docker, labels, this.#maker.timing, this.#maker.listener);
    return { config: host, docker, watch };
  }

  #retire({ docker, watch }: Host): void {
    watch.stop();
    if (this.#pending.has(docker)) this.#retired.add(docker);
    else docker.close();
  }

  #done(docker: DockerHost): void {
    const left = (this.#pending.get(docker) ?? 1) - 1;
    if (left > 0) this.#pending.set(docker, left);
    else this.#pending.delete(docker);
    if (left === 0 && this.#retired.delete(docker)) docker.close();
  }
}
