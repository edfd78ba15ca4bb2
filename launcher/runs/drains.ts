/** Keeps the drained hosts over restarts of the launcher. */
export type DrainStore = {
  /** Host names with the time at which they were drained, in ISO 8601. */
  load(): Promise<Record<string, string>>;
  /** Resolves when the state is safe on the disk. */
  save(drained: Record<string, string>): Promise<void>;
};

/**
 * The hosts on which no new run is placed. Runs that are there already go on, and are watched and terminated as ever.
 */
export class Drains {
  readonly #store: DrainStore | undefined;
  #since: Record<string, string>;
  #saved: Promise<unknown> = Promise.resolve();

  private constructor(since: Record<string, string>, store?: DrainStore) {
    this.#since = since;
    this.#store = store;
  }

  /** @param store Without one, the drained hosts are forgotten when the launcher ends. */
  static async open(store?: DrainStore): Promise<Drains> {
    return new Drains((await store?.load()) ?? {}, store);
  }

  /** Without a store, and with no host drained. */
  static inMemory(): Drains {
    return new Drains({});
  }

  /** Since when a host is drained, in ISO 8601; undefined when it is not. */
  since(hostName: string): string | undefined {
    return this.#since[hostName];
  }

  /** Drains a host. One that is drained already keeps its time. */
  async drain(hostName: string, now: number): Promise<void> {
    await this.#change((since) => ({ [hostName]: new Date(now).toISOString(), ...since }));
  }

  /** Lets runs be placed on a host again. */
  async undrain(hostName: string): Promise<void> {
    await this.#change((since) =>
      Object.fromEntries(Object.entries(since).filter(([name]) => name !== hostName)),
    );
  }

  /** One change after the other; a change that cannot be saved does not take effect. */
  #change(change: (since: Record<string, string>) => Record<string, string>): Promise<void> {
    const changed = this.#saved.then(async () => {
      const next = change(this.#since);
      await this.#store?.save(next);
      this.#since = next;
    });
    this.#saved = changed.catch(() => undefined);
    return changed;
  }
}
