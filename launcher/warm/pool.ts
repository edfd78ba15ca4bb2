import type { LauncherConfig } from "../config/index.ts";
import { systemClock } from "../runs/clock.ts";
import type { Clock } from "../runs/clock.ts";
import type { Host, HostDirectory } from "../runs/hostDirectory.ts";
import { containerName } from "../runs/naming.ts";
import type { Announce, CreateRequest } from "../runs/requests.ts";
import type { KnownContainer } from "../watch/containerTable.ts";
import { claim } from "./claim.ts";
import type { Claim } from "./claim.ts";
import { Handovers } from "./handovers.ts";
import { HostStock } from "./hostStock.ts";
import type { WarmListener } from "./hostStock.ts";
import { KnownImages } from "./imageLook.ts";
import type { Recipe } from "./recipe.ts";

/** What `GET /v1/hosts` tells of a host's warm workers. */
export type WarmStatus = { warmIdle: number; warmMemoryBytes: number; warmError: string | null };

/** What a {@link WarmPool} is made of. */
export type WarmPoolOptions = {
  directory: HostDirectory;
  prefix: string;
  config: () => LauncherConfig;
  isDrained: (hostName: string) => boolean;
  /** How often the stock of the hosts is looked at, in memory. */
  beatMs: number;
  clock?: Clock;
  listener?: WarmListener;
};

/** What taking a worker needs besides the run. */
export type TakeOptions = {
  /** Whether the image's name still stands for the recipe's image. */
  fits: () => Promise<boolean>;
  /** Creates a container for a cold start, should the worker end before the run is started. */
  cold: () => Promise<string>;
  announce: Announce;
};

/** The warm run workers of all hosts: containers that have imported Dagster and wait for a run. */
export class WarmPool {
  readonly handovers = new Handovers();
  readonly images = new KnownImages();
  readonly #options: WarmPoolOptions;
  readonly #clock: Clock;
  readonly #stocks = new Map<string, HostStock>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WarmPoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Begins to keep the stock of all hosts. */
  start(): void {
    this.#timer ??= setInterval(() => void this.tend(), this.#options.beatMs).unref();
  }

  /** Idle workers stay where they are: the next launcher takes them over. */
  stop(): void {
    clearInterval(this.#timer);
    this.handovers.close();
  }

  /** How many idle workers a host is to keep for each of its code locations. */
  wanted({ config }: Host): number {
    return config.warm_workers ?? this.#options.config().default_warm_workers;
  }

  /** What recipes depend on besides the run. */
  recipeParts(): { prefix: string; preload: LauncherConfig["warm_preload"] } {
    return { prefix: this.#options.prefix, preload: this.#options.config().warm_preload };
  }

  /** Looks after every host once: removes what does not fit, makes at most one worker on each. */
  async tend(): Promise<void> {
    const { directory, isDrained } = this.#options;
    await Promise.all(
      directory.all().map((host) => {
        const each = isDrained(host.docker.name) ? 0 : this.wanted(host);
        return this.#stock(host).tend(host, each);
      }),
    );
  }

  /** Keeps the making of workers out of the way while a run is launched on a host; call the result at the end. */
  launching(host: Host): () => void {
    return this.#stock(host).launching();
  }

  /** What is learnt from a cold start: how the location's workers are to be made. */
  learn(host: Host, recipe: Recipe): void {
    this.#stock(host).learn(recipe);
  }

  /**
   * Takes a worker of the recipe and gives it the run, which it does not start yet.
   *
   * @returns The container, or undefined when no worker can be had.
   */
  async take(
    host: Host,
    recipe: Recipe,
    request: CreateRequest,
    { announce, ...options }: TakeOptions,
  ): Promise<string | undefined> {
    const stock = this.#stock(host);
    stock.used(recipe);
    const run = { containerName: containerName(request), hostName: host.docker.name };
    let outcome: Claim["outcome"] | undefined;
    try {
      for (const worker of stock.candidates(host, recipe.digest)) {
        announce({ containerId: worker.id, ...run });
        outcome = "gone";
        outcome = await stock.whileTaking(worker.id, () => this.#claim(host, worker, request, options));
        if (outcome === "claimed") return worker.id;
        if (outcome === "taken") break;
      }
      return undefined;
    } finally {
      if (outcome !== undefined && outcome !== "claimed") announce(null);
    }
  }

  status(hostName: string): WarmStatus {
    const host = this.#options.directory.find(hostName);
    const stock = this.#stocks.get(hostName);
    if (host === undefined || stock === undefined)
      return { warmIdle: 0, warmMemoryBytes: 0, warmError: null };
    return stock.status(host);
  }

  async #claim(
    host: Host,
    worker: KnownContainer,
    request: CreateRequest,
    { fits, cold }: Omit<TakeOptions, "announce">,
  ): Promise<Claim["outcome"]> {
    const claimed = await claim(host.docker, worker, request, fits);
    if (claimed.outcome !== "claimed") return claimed.outcome;
    host.watch.table.renamed(worker.id, containerName(request));
    this.handovers.add(worker.id, claimed.stream, async () => {
      await host.docker.remove(worker.id);
      return cold();
    });
    return "claimed";
  }

  #stock({ docker: { name } }: Host): HostStock {
    const { prefix, listener = {}, directory } = this.#options;
    const stock =
      this.#stocks.get(name) ?? new HostStock({ prefix, clock: this.#clock, listener, directory });
    this.#stocks.set(name, stock);
    return stock;
  }
}
