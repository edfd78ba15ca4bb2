import { note } from "../io.ts";
import type { Io } from "../io.ts";

/** One step of a deployment and how it ended. */
export type Step = { step: string; outcome: "done" | "failed" | "skipped" };

/** Runs steps one after the other, and keeps the record of them. */
export class Steps {
  readonly record: Step[] = [];
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  /** @returns What the task returns; what it throws is thrown on. */
  async run<T>(step: string, what: string, task: () => Promise<T>): Promise<T> {
    note(this.#io, `${step}: ${what}`);
    try {
      const result = await task();
      this.record.push({ step, outcome: "done" });
      return result;
    } catch (error) {
      this.record.push({ step, outcome: "failed" });
      throw error;
    }
  }

  skip(step: string): void {
    this.record.push({ step, outcome: "skipped" });
  }
}
