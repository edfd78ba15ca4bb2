import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineApi } from "./engineApi.ts";

/** Tells from the engine's events when the container of a run was started; a warm worker, when it got the run's name. */
export class StartTimes {
  readonly #seconds = new Map<string, number>();
  readonly #engine: EngineApi;

  private constructor(engine: EngineApi) {
    this.#engine = engine;
  }

  static async follow(socketPath: string): Promise<StartTimes> {
    const times = new StartTimes(new EngineApi(socketPath, 1));
    const filters = { type: ["container"], event: ["start", "rename"] };
    const stream = await times.#engine.events(filters);
    // The end of the connection is an error of both.
    stream.on("error", () => undefined);
    const lines = createInterface({ input: stream });
    lines.on("error", () => undefined).on("line", (line) => times.#read(line));
    return times;
  }

  /** Seconds since the epoch; undefined when no such container has started. */
  async of(runId: string): Promise<number | undefined> {
    // The event may be a moment behind the call that caused it.
    for (let tries = 0; tries < 20 && !this.#seconds.has(runId); tries++) await sleep(50);
    return this.#seconds.get(runId);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  #read(line: string): void {
    const event = JSON.parse(line) as { timeNano: number; Actor: { Attributes: Record<string, string> } };
    const { name = "", ...attributes } = event.Actor.Attributes;
    const named = /^dagster-run-([0-9a-f-]{36})-/.exec(name)?.[1];
    for (const runId of new Set([attributes["dagster/run_id"], named])) {
      if (runId !== undefined) this.#seconds.set(runId, event.timeNano / 1e9);
    }
  }
}
