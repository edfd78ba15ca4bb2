import type { HostConfig, LauncherConfig } from "../config/index.ts";
import type { DockerHost } from "../docker/port.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { createRun } from "./create.ts";
import { runDebug } from "./debug.ts";
import { runHealth } from "./health.ts";
import type { Health, HealthContext } from "./health.ts";
import { HostDirectory } from "./hostDirectory.ts";
import { hostStatuses } from "./hostStatus.ts";
import type { HostStatus } from "./hostStatus.ts";
import { containerName } from "./naming.ts";
import { Once } from "./once.ts";
import { Pins } from "./pins.ts";
import { Puller } from "./pull.ts";
import type { Attempt, ContainerTarget, CreateRequest, Created, Emit } from "./requests.ts";
import { startRun } from "./start.ts";
import type { Started } from "./start.ts";
import { terminateRun } from "./terminate.ts";
import type { Terminated } from "./terminate.ts";

/** What a {@link RunService} is made of. */
export type RunServiceOptions = {
  config: LauncherConfig;
  /** Makes the connection to a host; must not contact it yet. */
  connect: (host: HostConfig) => DockerHost;
  clock?: Clock;
  /** Where entries `KEY` of `env_vars` get their values; the process's environment by default. */
  launcherEnv?: NodeJS.ProcessEnv;
};

/** Launches and watches runs on the configured hosts. */
export class RunService {
  readonly #config: LauncherConfig;
  readonly #launcherEnv: NodeJS.ProcessEnv;
  readonly #directory: HostDirectory;
  readonly #puller = new Puller();
  readonly #creates = new Once<Created>();
  readonly #pins = new Pins();

  constructor({ config, connect, clock = systemClock, launcherEnv = process.env }: RunServiceOptions) {
    this.#config = config;
    this.#launcherEnv = launcherEnv;
    this.#directory = new HostDirectory(config, connect, clock);
  }

  /** Creates the container of a run; two requests for the same attempt get the same container. */
  async create(request: CreateRequest, emit: Emit): Promise<Created> {
    const context = {
      config: this.#config,
      launcherEnv: this.#launcherEnv,
      puller: this.#puller,
      directory: this.#directory,
      pinnedHost: (attempt: Attempt) => this.#pins.get(attempt),
    };
    const { result, shared } = await this.#creates.run(containerName(request), () =>
      createRun(context, request, emit),
    );
    return shared ? { ...result, existed: true } : result;
  }

  async start(request: Attempt & { hostName: string; containerId: string }): Promise<Started> {
    const pin = (attempt: Attempt, hostName: string): void => this.#pins.set(attempt, hostName);
    const started = await startRun({ directory: this.#directory, prefix: this.#prefix, pin }, request);
    this.#pins.delete(request);
    return started;
  }

  terminate(target: ContainerTarget): Promise<Terminated> {
    const graceSeconds = this.#config.stop_grace_seconds;
    return terminateRun({ directory: this.#directory, prefix: this.#prefix, graceSeconds }, target);
  }

  health(target: ContainerTarget): Promise<Health> {
    return runHealth(this.#healthContext, target);
  }

  debug(target: ContainerTarget): Promise<string> {
    return runDebug(this.#healthContext, target);
  }

  hosts(): Promise<HostStatus[]> {
    return hostStatuses(this.#directory, this.#prefix);
  }

  /** Closes all connections to hosts. */
  close(): void {
    this.#directory.close();
  }

  get #prefix(): string {
    return this.#config.container_label_prefix;
  }

  get #healthContext(): HealthContext {
    return { directory: this.#directory, prefix: this.#prefix, logTailLines: this.#config.log_tail_lines };
  }
}
