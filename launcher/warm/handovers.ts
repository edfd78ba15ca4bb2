import type { Duplex } from "node:stream";
import type { DockerHost } from "../docker/port.ts";
import type { Attempt, CreateRequest } from "../runs/requests.ts";
import { finish } from "./attached.ts";
import { giveRun, sayGo } from "./claim.ts";

/** How long the engine may take for the last bytes. */
const finishMs = 2_000;
/** After this time nobody starts a run that was given to a worker; the worker has ended by then, too. */
const keptMs = 600_000;

/** A worker that has a run and was not told to start it. */
type Waiting = { stream: Duplex; restart: () => Promise<string>; timer: NodeJS.Timeout };

/** The workers that were given a run between the creation and the start of the run's container. */
export class Handovers {
  readonly #waiting = new Map<string, Waiting>();

  /**
   * Remembers a worker that was given a run.
   *
   * @param restart Removes the worker, when it ended before the run was started, and creates a container for a cold
   *   start; returns the container's id.
   */
  add(containerId: string, stream: Duplex, restart: () => Promise<string>): void {
    stream.on("error", () => undefined).resume();
    const timer = setTimeout(() => this.forget(containerId), keptMs).unref();
    this.#waiting.set(containerId, { stream, restart, timer });
  }

  /** Gives a worker its run once more: the launcher that took it may have died before it did. */
  async repeat(docker: DockerHost, containerId: string, request: CreateRequest): Promise<void> {
    if (this.#waiting.has(containerId)) return;
    const stream = await docker.attach(containerId);
    await giveRun(stream, request);
    await finish(stream, finishMs);
  }

  /**
   * Tells a worker to start its run.
   *
   * @throws EngineError when it has ended; {@link restart} says whether it may have been told before.
   */
  async start(docker: DockerHost, containerId: string, attempt: Attempt): Promise<void> {
    const kept = this.#waiting.get(containerId)?.stream;
    if (kept?.writable === true) {
      this.forget(containerId, { keepOpen: true });
      if (await told(kept, attempt)) return;
    }
    const stream = await docker.attach(containerId);
    this.forget(containerId);
    await sayGo(stream, attempt);
    await finish(stream, finishMs);
  }

  /** How to start the run of a worker that ended too early; undefined when it may have been told to start. */
  restart(containerId: string): (() => Promise<string>) | undefined {
    const waiting = this.#waiting.get(containerId);
    this.forget(containerId);
    return waiting?.restart;
  }

  /** The run of a worker is not to be started any more. */
  forget(containerId: string, { keepOpen = false } = {}): void {
    const waiting = this.#waiting.get(containerId);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    if (!keepOpen) waiting.stream.destroy();
    this.#waiting.delete(containerId);
  }

  close(): void {
    for (const id of [...this.#waiting.keys()]) this.forget(id);
  }
}

/** Whether the worker was told for sure: the connection may have broken since it was opened. */
async function told(stream: Duplex, attempt: Attempt): Promise<boolean> {
  try {
    await sayGo(stream, attempt);
    await finish(stream, finishMs);
    return true;
  } catch {
    return false;
  }
}
