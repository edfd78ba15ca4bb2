/** Lists of things that have names and come in an order, such as hosts. Each list has a name, too. */
export type Sections = Record<string, ReadonlyMap<string, unknown>>;

/** What of the lists has changed: the names in their order where these have, and the things that have. */
export type Change = Record<string, { keys?: string[]; items: Record<string, unknown> }>;

type Kept = {
  keysAt: number;
  keys: string[];
  items: Map<string, { text: string; value: unknown; at: number }>;
};

/** Tells what has changed since any earlier version, so that a reader who missed some versions gets one change. */
export class Changes {
  #version = 0;
  readonly #sections = new Map<string, Kept>();

  /** The latest version; 0 is nothing at all. */
  get version(): number {
    return this.#version;
  }

  /** Takes the lists as they are now. */
  update(sections: Sections): void {
    const next = this.#version + 1;
    for (const [name, items] of Object.entries(sections)) {
      const kept = this.#sections.get(name) ?? { keysAt: next, keys: [], items: new Map() };
      this.#sections.set(name, updated(kept, items, next));
    }
    const newest = [...this.#sections.values()].flatMap(({ keysAt, items }) => [
      keysAt,
      ...[...items.values()].map(({ at }) => at),
    ]);
    this.#version = Math.max(this.#version, ...newest);
  }

  /** What has changed since a version; undefined when nothing has. */
  since(version: number): Change | undefined {
    const changed = [...this.#sections].flatMap(([name, { keysAt, keys, items }]) => {
      const fresh = [...items].filter(([, { at }]) => at > version);
      if (keysAt <= version && fresh.length === 0) return [];
      const values = Object.fromEntries(fresh.map(([key, { value }]) => [key, value]));
      return [[name, { ...(keysAt > version ? { keys } : {}), items: values }] as const];
    });
    return changed.length === 0 ? undefined : Object.fromEntries(changed);
  }
}

function updated(before: Kept, items: ReadonlyMap<string, unknown>, next: number): Kept {
  const keys = [...items.keys()];
  const sameKeys = keys.length === before.keys.length && keys.every((key, at) => key === before.keys[at]);
  return {
    keysAt: sameKeys ? before.keysAt : next,
    keys,
    items: new Map(
      [...items].map(([key, value]) => {
        const text = JSON.stringify(value);
        const known = before.items.get(key);
        return [key, known?.text === text ? known : { text, value, at: next }];
      }),
    ),
  };
}
