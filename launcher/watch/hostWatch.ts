import { setTimeout as sleep } from "node:timers/promises";
import type { ContainerEvent, DockerHost } from "../docker/port.ts";
import { HostUnreachableError } from "../error.ts";
import { ContainerTable } from "./containerTable.ts";
import type { EndCause } from "./containerTable.ts";
import type { WatchTiming } from "./timing.ts";

/**
 * What is known of a host. `starting`: nothing yet, its engine has to be asked. `live`: the table of containers is up to
 * date. `lost`: the host does not answer.
 */
export type WatchState = { phase: "starting" | "live" } | { phase: "lost"; error: HostUnreachableError };

/** When a host was last heard of, and since when it owes an answer; in milliseconds since the epoch. */
export type Contact = { at: number | undefined; unansweredSince: number | undefined };

/** What a {@link HostWatch} tells about. */
export type WatchListener = {
  /** `container`: the one that ended. */
  ended?: (hostName: string, cause: EndCause, container: EndedContainer) => void;
  changed?: (hostName: string, state: WatchState) => void;
};

/** What tells whose container ended. */
export type EndedContainer = Pick<ContainerEvent, "id" | "name" | "labels" | "exitCode">;

/** Failed pings after which a host is lost: two strikes, then three quick probes. */
const strikes = 2;
const probes = 3;

/**
 * Follows the events of one host's engine and pings it. That a host is lost proves nothing about its containers: it
 * only keeps callers from waiting for it.
 */
export class HostWatch {
  readonly table = new ContainerTable();
  readonly #docker: DockerHost;
  readonly #labels: Record<string, string>;
  readonly #timing: WatchTiming;
  readonly #listener: WatchListener;
  readonly #stopped = new AbortController();
  #state: WatchState = { phase: "starting" };
  #changedAt = Date.now();
  #contact: Contact = { at: undefined, unansweredSince: undefined };
  #since: string | undefined;
  /** Why the host that was followed until now is silent. */
  #silent: HostUnreachableError | undefined;
  #wake: () => void = () => undefined;
  #started = false;

  /** @param labels Only containers that carry all of them are watched. */
  constructor(
    docker: DockerHost,
    labels: Record<string, string>,
    timing: WatchTiming,
    listener: WatchListener = {},
  ) {
    this.#docker = docker;
    this.#labels = labels;
    this.#timing = timing;
    this.#listener = listener;
  }

  get state(): WatchState {
    return this.#state;
  }

  /** Since when the state has its phase, in milliseconds since the epoch. */
  get changedAt(): number {
    return this.#changedAt;
  }

  get contact(): Contact {
    return this.#contact;
  }

  /** Begins to watch, until {@link stop}. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#run(this.#stopped.signal);
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Makes the watch look at once: a call to the host has just failed. */
  suspect(): void {
    this.#wake();
  }

  async #run(stop: AbortSignal): Promise<void> {
    for (;;) {
      const failure = await this.#follow(stop).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (stop.aborted) return;
      const known = this.#silent ?? (this.#state.phase === "lost" ? failure : undefined);
      const silent = known instanceof HostUnreachableError ? known : await this.#silence();
      if (silent !== undefined) this.#become({ phase: "lost", error: silent });
      // The events are broken but the engine answers: until they are followed again, it has to be asked.
      else this.#become({ phase: "starting" });
      const wait = failure === undefined && silent === undefined ? this.#timing.probe : this.#timing.retry;
      await this.#pause(wait, stop);
    }
  }

  /** Follows the events until they break or the host falls silent. */
  async #follow(stop: AbortSignal): Promise<void> {
    this.#silent = undefined;
    const broken = new AbortController();
    const signal = AbortSignal.any([stop, broken.signal]);
    try {
      await this.#ping();
      const read = this.#read(await this.#docker.events(this.#labels, { since: this.#since, signal }));
      // The list comes after the events have begun, so that nothing falls between them.
      await firstOf(read, this.#reconcile());
      this.#become({ phase: "live" });
      await firstOf(read, this.#beat(signal));
    } finally {
      broken.abort();
    }
  }

  async #read(events: AsyncIterable<ContainerEvent>): Promise<void> {
    for await (const event of events) {
      this.#heard();
      const cause = this.table.apply(event);
      // After a reconnection the last events come a second time.
      const isNew = this.#since === undefined || event.at > this.#since;
      if (isNew) this.#since = event.at;
      if (isNew && cause !== undefined) this.#listener.ended?.(this.#docker.name, cause, event);
    }
  }

  /** Pings the host, and compares with its list now and then, until it is silent. */
  async #beat(signal: AbortSignal): Promise<void> {
    let compared = Date.now();
    do {
      await this.#pause(this.#timing.beat, signal);
      this.#silent = await this.#silence();
      if (this.#silent !== undefined) return;
      if (Date.now() - compared < this.#timing.reconcile) continue;
      compared = Date.now();
      await this.#reconcile();
    } while (!signal.aborted);
  }

  /** Undefined when the host answers one of several pings; else why it did not. */
  async #silence(): Promise<HostUnreachableError | undefined> {
    let last: HostUnreachableError | undefined;
    for (let failed = 0; failed < strikes + probes; failed++) {
      try {
        await this.#ping();
        return undefined;
      } catch (error) {
        // An engine that answers with an error is there.
        if (!(error instanceof HostUnreachableError) || this.#stopped.signal.aborted) return undefined;
        last = error;
        await sleep(failed < strikes ? this.#timing.strike : this.#timing.probe);
      }
    }
    return last;
  }

  async #ping(): Promise<void> {
    const { at, unansweredSince = Date.now() } = this.#contact;
    this.#contact = { at, unansweredSince };
    try {
      await this.#docker.ping(this.#timing.ping);
    } catch (error) {
      if (!(error instanceof HostUnreachableError)) this.#heard();
      throw error;
    }
    this.#heard();
  }

  #heard(): void {
    this.#contact = { at: Date.now(), unansweredSince: undefined };
  }

  async #reconcile(): Promise<void> {
    const compare = this.table.reconcile();
    compare(await this.#docker.findContainers(this.#labels));
  }

  /** Waits, unless {@link suspect} or the signal ends it. */
  async #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const ended = AbortSignal.any([signal, woken.signal]);
    await sleep(milliseconds, undefined, { signal: ended, ref: false }).catch(() => undefined);
    this.#wake = () => undefined;
  }

  #become(state: WatchState): void {
    const before = this.#state.phase;
    this.#state = state;
    if (before === state.phase) return;
    this.#changedAt = Date.now();
    this.#listener.changed?.(this.#docker.name, state);
  }
}

/** Waits for the first of two; whatever becomes of the other one is nobody's concern any more. */
async function firstOf(one: Promise<void>, other: Promise<void>): Promise<void> {
  const both = [one, other];
  for (const promise of both) promise.catch(() => undefined);
  await Promise.race(both);
}
