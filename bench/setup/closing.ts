/** What has to be undone at the end, last thing first; also when the benchmark is interrupted. */
export class Closing {
  readonly #steps: (() => Promise<unknown>)[] = [];
  #closed: Promise<void> | undefined;

  /** What is added after the end is undone at once: somebody did not notice it. */
  add(step: () => Promise<unknown>): void {
    if (this.#closed === undefined) this.#steps.push(step);
    else void step().catch(() => undefined);
  }

  /** Undoes everything; a step that fails does not keep the others from being done. */
  close(): Promise<void> {
    this.#closed ??= this.#undo();
    return this.#closed;
  }

  async #undo(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "The benchmark left something behind.");
  }
}
