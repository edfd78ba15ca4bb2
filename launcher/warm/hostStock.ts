import type { ContainerState } from "../docker/port.ts";
import type { Clock } from "../runs/clock.ts";
import type { Host, HostDirectory } from "../runs/hostDirectory.ts";
import type { KnownContainer } from "../watch/containerTable.ts";
import { Backoff } from "./backoff.ts";
import { LaunchTraffic } from "./launchTraffic.ts";
import { makeWorker } from "./make.ts";
import { isIdle, warmLabel } from "./name.ts";
import { plan } from "./plan.ts";
import type { IdleWorker } from "./plan.ts";
import type { WarmStatus } from "./pool.ts";
import { Readiness } from "./readiness.ts";
import type { Recipe } from "./recipe.ts";

/** Is told of workers that cannot be had. */
export type WarmListener = { failed?: (hostName: string, reason: string) => void };

/** What a {@link HostStock} is made of. */
export type StockOptions = { prefix: string; clock: Clock; listener: WarmListener; directory: HostDirectory };

/** The idle workers of one host, and how they are made. */
export class HostStock {
  readonly #options: StockOptions;
  /** By code location, that of the latest run last. */
  readonly #recipes = new Map<string, Recipe>();
  readonly #readiness = new Readiness();
  readonly #backoff = new Backoff();
  readonly #traffic: LaunchTraffic;
  /** Workers that are being taken or removed at this moment. */
  readonly #busy = new Set<string>();
  #tending = false;
  #error: string | null = null;

  constructor(options: StockOptions) {
    this.#options = options;
    this.#traffic = new LaunchTraffic(options.clock);
  }

  launching(): () => void {
    return this.#traffic.begin();
  }

  learn(recipe: Recipe): void {
    this.#recipes.delete(recipe.location);
    this.#recipes.set(recipe.location, recipe);
  }

  /** A run of the recipe's code location was launched: it is the latest one now. */
  used({ location }: Recipe): void {
    const known = this.#recipes.get(location);
    if (known !== undefined) this.learn(known);
  }

  /** Workers that a run may take, those that have imported everything first. */
  candidates(host: Host, digest: string): KnownContainer[] {
    const fitting = this.#idle(host).filter(
      ({ id, status, labels }) =>
        status === "running" && labels[this.#label] === digest && !this.#busy.has(id),
    );
    return fitting.toSorted((one, other) => this.#rank(one) - this.#rank(other));
  }

  /** Keeps everybody else from a worker while it is being taken. */
  async whileTaking<T>(id: string, take: () => Promise<T>): Promise<T> {
    this.#busy.add(id);
    try {
      return await take();
    } finally {
      this.#busy.delete(id);
    }
  }

  status(host: Host): WarmStatus {
    const ready = this.#idle(host)
      .filter(({ id, status }) => status === "running" && this.#readiness.has(id))
      .map(({ id }) => id);
    return {
      warmIdle: ready.length,
      warmMemoryBytes: this.#readiness.memory(ready),
      warmError: this.#error,
    };
  }

  /** Removes what does not fit, makes at most one worker, looks whether the new ones are ready. */
  async tend(host: Host, each: number): Promise<void> {
    if (this.#tending || host.watch.state.phase !== "live") return;
    this.#tending = true;
    try {
      await this.#tend(host, each);
    } catch (error) {
      // The host does not answer, or its engine refuses: it is tried again.
      this.#failed(host, error instanceof Error ? error.message : String(error));
    } finally {
      this.#tending = false;
    }
  }

  async #tend(host: Host, each: number): Promise<void> {
    const workers = this.#workers(host);
    this.#readiness.keep(new Set(workers.map(({ id }) => id)));
    const { location_names: locations, warm_workers_most: most } = host.config;
    const recipes = [...this.#recipes.values()].reverse();
    const { remove, make } = plan(workers, { recipes, locations, each, most });
    for (const worker of remove) await this.#remove(host, worker);
    const { clock } = this.#options;
    const starting = workers.filter((worker) => worker.running && !worker.ready && !remove.includes(worker));
    for (const { id } of starting) await this.#look(host, id, clock.now());
    // One after the other: while one imports, another one would only make both slower.
    if (starting.length === 0 && make !== undefined) await this.#make(host, make);
  }

  async #make(host: Host, location: string): Promise<void> {
    const recipe = this.#recipes.get(location);
    const { capacity = Infinity } = host.config;
    const { clock, prefix, directory } = this.#options;
    if (recipe === undefined || !this.#backoff.allows(recipe.digest, clock.now())) return;
    if (this.#traffic.isHeavy() || host.watch.table.busy >= capacity) return;
    try {
      const worker = await directory.contact(host, (docker) => makeWorker(docker, recipe, prefix));
      host.watch.table.created(worker);
      host.watch.table.started(worker.id);
    } catch (error) {
      this.#backoff.failed(recipe.digest, clock.now());
      throw error;
    }
  }

  async #look(host: Host, id: string, now: number): Promise<void> {
    await this.#options.directory.contact(host, (docker) => this.#readiness.look(docker, id, now));
    const digest = host.watch.table.get(id)?.labels[this.#label];
    if (!this.#readiness.has(id) || digest === undefined) return;
    this.#backoff.succeeded(digest);
    this.#error = null;
  }

  async #remove(host: Host, worker: IdleWorker): Promise<void> {
    const { directory } = this.#options;
    await this.whileTaking(worker.id, async () => {
      if (!worker.running) await this.#explain(host, worker);
      // By name: a worker that a run has taken meanwhile has another one.
      await directory.contact(host, (docker) => docker.remove(worker.name));
    });
  }

  /** A worker has ended by itself: why is in its log. */
  async #explain(host: Host, { id, digest }: IdleWorker): Promise<void> {
    const { directory, clock } = this.#options;
    const container = await directory.contact(host, (docker) => docker.inspect(id));
    if (container === undefined || container.status === "created") return;
    const tail = await directory.contact(host, (docker) => docker.logTail(id, 5)).catch(() => []);
    this.#backoff.failed(digest, clock.now());
    this.#failed(host, ended(container, tail));
  }

  #failed({ docker: { name } }: Host, reason: string): void {
    if (this.#error !== reason) this.#options.listener.failed?.(name, reason);
    this.#error = reason;
  }

  #workers(host: Host): IdleWorker[] {
    const now = this.#options.clock.now();
    return this.#idle(host)
      .filter(({ id }) => !this.#busy.has(id))
      .map(({ id, name, labels, status, createdAt }) => ({
        ...{ id, name, running: status === "running", ready: this.#readiness.has(id) },
        location: labels[`${this.#options.prefix}/location_name`] ?? "",
        digest: labels[this.#label] ?? "",
        ageMs: createdAt === "" ? 0 : now - Date.parse(createdAt),
      }));
  }

  #idle({ watch }: Host): KnownContainer[] {
    return watch.table.all().filter((container) => isIdle(container));
  }

  #rank({ id }: KnownContainer): number {
    return this.#readiness.has(id) ? 0 : 1;
  }

  get #label(): string {
    return warmLabel(this.#options.prefix);
  }
}

function ended({ exitCode, oomKilled }: ContainerState, tail: string[]): string {
  const cause = oomKilled ? "it ran out of memory; raise mem_limit" : (tail.at(-1) ?? "its log is empty");
  return `A warm worker ended with exit code ${exitCode} before it had a run: ${cause}`;
}
