import type { Readable } from "node:stream";
import type { HostConfig, LauncherConfig } from "../config/index.ts";
import type { DockerHost, LogOptions } from "../docker/port.ts";
import type { WarmListener } from "../warm/hostStock.ts";
import { WarmPool } from "../warm/pool.ts";
import type { WatchListener } from "../watch/hostWatch.ts";
import { watchTiming } from "../watch/timing.ts";
import type { WatchTiming } from "../watch/timing.ts";
import { cleanUp } from "./cleanup.ts";
import type { Cleanup, CleanupRequest } from "./cleanup.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { createRun } from "./create.ts";
import { runDebug } from "./debug.ts";
import { fleetView } from "./fleetView.ts";
import type { FleetView } from "./fleetView.ts";
import { Drains } from "./drains.ts";
import { FreshContainers } from "./freshContainers.ts";
import { runHealth } from "./health.ts";
import type { Health, HealthContext } from "./health.ts";
import { HostDirectory } from "./hostDirectory.ts";
import { hostStatuses } from "./hostStatus.ts";
import type { HostStatus } from "./hostStatus.ts";
import { instanceContainers } from "./instanceContainers.ts";
import { RunLogs } from "./logs.ts";
import { containerName } from "./naming.ts";
import { KnownNetworks } from "./networks.ts";
import { Once } from "./once.ts";
import { Puller } from "./pull.ts";
import { pullOn } from "./pullOn.ts";
import type { PullOnOptions } from "./pullOn.ts";
import { Reservations } from "./reservations.ts";
import type { Announce, Attempt, ContainerTarget, CreateRequest, Created, Emit } from "./requests.ts";
import { startRun } from "./start.ts";
import type { Started } from "./start.ts";
import { withTraceparent } from "./traceparent.ts";
import { terminateRun } from "./terminate.ts";
import type { Terminated } from "./terminate.ts";

/** What a {@link RunService} is made of. */
export type RunServiceOptions = {
  config: LauncherConfig;
  /** Makes the connection to a host; must not contact it yet. */
  connect: (host: HostConfig, config: LauncherConfig) => DockerHost;
  clock?: Clock;
  /** Where entries `KEY` of `env_vars` get their values; the process's environment by default. */
  launcherEnv?: NodeJS.ProcessEnv;
  /** The drained hosts; none by default, and forgotten when the launcher ends. */
  drains?: Drains;
  /** Is told of hosts that are lost and found again, and of containers that end. */
  listener?: WatchListener;
  timing?: WatchTiming;
  /** Is told of warm workers that cannot be had. */
  warm?: WarmListener;
};

/** Launches and watches runs on the configured hosts. */
export class RunService {
  #config: LauncherConfig;
  readonly #launcherEnv: NodeJS.ProcessEnv;
  readonly #directory: HostDirectory;
  readonly #puller = new Puller();
  readonly #fresh: FreshContainers;
  readonly #networks: KnownNetworks;
  readonly #creates = new Once<Created>();
  readonly #reservations: Reservations;
  readonly #drains: Drains;
  readonly #logs: RunLogs;
  readonly #clock: Clock;
  readonly #warm: WarmPool;

  constructor(options: RunServiceOptions) {
    const { config, connect, clock = systemClock, launcherEnv = process.env } = options;
    const { listener = {}, timing = watchTiming } = options;
    this.#config = config;
    this.#clock = clock;
    this.#drains = options.drains ?? Drains.inMemory();
    this.#launcherEnv = launcherEnv;
    this.#directory = new HostDirectory(config, { connect, listener, timing });
    this.#reservations = new Reservations(clock);
    this.#fresh = new FreshContainers(clock);
    this.#networks = new KnownNetworks(clock);
    this.#warm = new WarmPool({
      ...{ directory: this.#directory, prefix: this.#prefix, clock, beatMs: timing.stock },
      config: () => this.#config,
      isDrained: (hostName) => this.#drains.since(hostName) !== undefined,
      ...(options.warm === undefined ? {} : { listener: options.warm }),
    });
    this.#logs = new RunLogs(this.#directory, this.#prefix);
  }

  /** Begins to follow what happens on the hosts, so that health and placement are answered from memory. */
  watch(): void {
    this.#directory.watch();
    this.#warm.start();
  }

  /**
   * Takes another configuration. What is under way goes on with the one it began with. `container_label_prefix` must be
   * the same: run containers are found by it.
   */
  reload(config: LauncherConfig): void {
    this.#config = config;
    this.#directory.update(config);
  }

  /**
   * Creates the container of a run; two requests for the same attempt get the same container.
   *
   * @param announce Is told which warm worker is about to be taken. Default: nobody is.
   */
  async create(request: CreateRequest, emit: Emit, announce: Announce = () => undefined): Promise<Created> {
    const context = {
      config: this.#config,
      launcherEnv: this.#launcherEnv,
      ...this.#launching,
      puller: this.#puller,
      reservations: this.#reservations,
      announce,
      isDrained: (hostName: string) => this.#drains.since(hostName) !== undefined,
    };
    const { result, shared } = await this.#creates.run(containerName(request), () =>
      createRun(context, withTraceparent(this.#config, request), emit),
    );
    return shared ? { ...result, existed: true } : result;
  }

  start(request: Attempt & { hostName: string; containerId: string }): Promise<Started> {
    return startRun({ ...this.#launching, prefix: this.#prefix }, request);
  }

  terminate(target: ContainerTarget): Promise<Terminated> {
    const graceSeconds = this.#config.stop_grace_seconds;
    const context = { directory: this.#directory, prefix: this.#prefix, graceSeconds, warm: this.#warm };
    return terminateRun(context, target);
  }

  health(target: ContainerTarget): Promise<Health> {
    return runHealth(this.#healthContext, target);
  }

  debug(target: ContainerTarget): Promise<string> {
    return runDebug(this.#healthContext, target);
  }

  /** The log of the run's latest container, as text; with `follow`, until the container ends or the stream is destroyed. */
  logs(target: ContainerTarget, options: LogOptions): Promise<Readable> {
    return this.#logs.read(target, options);
  }

  /** @param options `disk`: whether to measure what Docker's data take on each host. `daemon`: whether to ask for dockerd's options. Default: false. */
  hosts({ disk = false, daemon = false } = {}): Promise<HostStatus[]> {
    const warm = (hostName: string) => this.#warm.status(hostName);
    const context = { directory: this.#directory, prefix: this.#prefix, drains: this.#drains, warm };
    return hostStatuses(context, { disk, daemon });
  }

  /** State of all hosts and live runs as far as it is known, without asking a host. */
  view(): Promise<FleetView> {
    const warm = (hostName: string) => this.#warm.status(hostName);
    const context = { directory: this.#directory, prefix: this.#prefix, drains: this.#drains, warm };
    return fleetView(context, Date.now());
  }

  /** Looks now whether the hosts answer, as somebody watches. */
  lookCloser(): void {
    for (const { watch } of this.#directory.all()) watch.suspect();
  }

  /**
   * Places no new run on a host, also after a restart of the launcher, until {@link undrain}.
   *
   * @returns Since when the host is drained, in ISO 8601.
   * @throws LauncherError `HOST_UNKNOWN`, `DRAIN_STATE_UNWRITABLE`.
   */
  async drain(hostName: string): Promise<string | undefined> {
    this.#directory.get(hostName);
    await this.#drains.drain(hostName, this.#clock.now());
    return this.#drains.since(hostName);
  }

  /** @throws LauncherError `HOST_UNKNOWN`, `DRAIN_STATE_UNWRITABLE`. */
  async undrain(hostName: string): Promise<void> {
    this.#directory.get(hostName);
    await this.#drains.undrain(hostName);
  }

  /** Pulls an image on a host, also when the host has one of that name; the answer has its full name. */
  pull(hostName: string, image: string, options: PullOnOptions): ReturnType<typeof pullOn> {
    return pullOn(this.#directory, this.#puller, hostName, image, options);
  }

  /** The run containers of one Dagster deployment, or of all of them, also those that have ended. */
  containers(instanceId?: string): ReturnType<typeof instanceContainers> {
    return instanceContainers(this.#directory, this.#prefix, instanceId);
  }

  cleanUp(request: CleanupRequest): Promise<Cleanup> {
    const graceSeconds = this.#config.stop_grace_seconds;
    return cleanUp({ directory: this.#directory, prefix: this.#prefix, graceSeconds }, request);
  }

  /** Closes all connections to hosts. */
  close(): void {
    this.#warm.stop();
    this.#directory.close();
  }

  get #prefix(): string {
    return this.#config.container_label_prefix;
  }

  /** What creating and starting have in common. */
  get #launching() {
    return {
      directory: this.#directory,
      warm: this.#warm,
      fresh: this.#fresh,
      networks: this.#networks,
    };
  }

  get #healthContext(): HealthContext {
    return { directory: this.#directory, prefix: this.#prefix, logTailLines: this.#config.log_tail_lines };
  }
}
