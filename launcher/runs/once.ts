/** Runs one task at a time for each key; those who ask meanwhile share the running one. */
export class Once<T> {
  readonly #running = new Map<string, Promise<T>>();

  /** @returns The task's result, and whether it was another one's task. */
  async run(key: string, task: () => Promise<T>): Promise<{ result: T; shared: boolean }> {
    const running = this.#running.get(key);
    if (running !== undefined) return { result: await running, shared: true };
    const started = task().finally(() => this.#running.delete(key));
    this.#running.set(key, started);
    return { result: await started, shared: false };
  }
}
