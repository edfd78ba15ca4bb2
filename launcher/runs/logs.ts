import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../docker/port.ts";
import type { LogOptions } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { HostUnreachableError } from "../error.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { locate } from "./locate.ts";
import type { Located } from "./locate.ts";
import type { ContainerTarget } from "./requests.ts";

/** More readers of one host would take the connections that launches need: sshd allows 10 channels. */
const mostReaders = 4;

/** How often, and how many times, a reader looks whether a container has been started: for a minute. */
const [startPollMs, startTries] = [250, 240];

/** Reads the logs of run containers, a few at a time. */
export class RunLogs {
  readonly #directory: HostDirectory;
  readonly #prefix: string;
  readonly #readers = new Map<string, number>();

  constructor(directory: HostDirectory, prefix: string) {
    this.#directory = directory;
    this.#prefix = prefix;
  }

  /**
   * The log of a run's latest container.
   *
   * @throws LauncherError `CONTAINER_NOT_FOUND`, `HOST_UNREACHABLE`, `LOG_READERS_TOO_MANY`, `LOG_UNREADABLE`.
   */
  async read(target: ContainerTarget, options: LogOptions): Promise<Readable> {
    const { host, container } = options.follow
      ? await this.#latestStarted(target)
      : await this.#latest(target);
    const leave = this.#enter(host.docker.name);
    try {
      return (await this.#open(host, container.id, options)).once("close", leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #latest(target: ContainerTarget): Promise<Located["found"][number]> {
    const { found, unreachable } = await locate(this.#directory, this.#prefix, target);
    const [latest] = found;
    if (latest === undefined) throw missing(target, unreachable);
    return latest;
  }

  /** An engine follows what has started: of a container that waits for its start it sends an empty log, and ends. */
  async #latestStarted(target: ContainerTarget): Promise<Located["found"][number]> {
    let latest = await this.#latest(target);
    for (let left = startTries; latest.container.status === "created" && left > 0; left--) {
      await sleep(startPollMs);
      // Anew: one that could not be started is removed, and another one may have come.
      latest = await this.#latest(target);
    }
    return latest;
  }

  async #open(host: Host, containerId: string, options: LogOptions): Promise<Readable> {
    try {
      return await this.#directory.contact(host, (docker) => docker.logStream(containerId, options));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const message =
        `The log cannot be read: ${error.message}. Use a log driver that can be read, such as json-file or local ` +
        "(log_config in container_kwargs).";
      throw new LauncherError("LOG_UNREADABLE", message, { cause: error });
    }
  }

  #enter(hostName: string): () => void {
    const readers = this.#readers.get(hostName) ?? 0;
    if (readers >= mostReaders) {
      const message = `${readers} logs are being read on host '${hostName}' already. End one of them, or wait.`;
      throw new LauncherError("LOG_READERS_TOO_MANY", message, { retryable: true });
    }
    this.#readers.set(hostName, readers + 1);
    return () => this.#readers.set(hostName, (this.#readers.get(hostName) ?? 1) - 1);
  }
}

/** There is no container as far as one can see: an unreachable host may have it. */
function missing({ runId }: ContainerTarget, [silent]: HostUnreachableError[]): LauncherError {
  if (silent !== undefined) return silent;
  const message = `Run ${runId} has no container on its hosts: it was removed, and its log with it.`;
  return new LauncherError("CONTAINER_NOT_FOUND", message);
}
