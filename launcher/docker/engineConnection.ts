import type { Agent } from "node:http";
import type Docker from "dockerode";
import PQueue from "p-queue";
import type { HostConfig } from "../config/index.ts";
import { bounded } from "./bounded.ts";
import { isReset } from "./byStatus.ts";
import type { CallOptions } from "./callOptions.ts";
import { mostCalls, openDocker } from "./connect.ts";
import type { OpenDocker } from "./connect.ts";
import { disconnect, letGo } from "./disconnect.ts";
import { engineError } from "./engineError.ts";
import { RequestTimeout, unreachable } from "./explain.ts";
import { EngineError } from "./port.ts";

/** The way to one engine: opened at the first request, kept, and opened anew when it breaks. */
export class EngineConnection {
  readonly #config: HostConfig;
  readonly #timeoutMs: number;
  readonly #turns = new PQueue({ concurrency: mostCalls });
  #open: Promise<OpenDocker> | undefined;
  #answeredAt = -Infinity;

  /** Neither contacts the engine nor reads a file. */
  constructor(config: HostConfig, timeoutMs: number) {
    this.#config = config;
    this.#timeoutMs = timeoutMs;
  }

  /** When the engine last answered a request, also with a refusal; on the scale of `performance.now()`. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /**
   * Sends a request that is given up after a time.
   *
   * @throws EngineError when the engine refuses what it may refuse; else HostUnreachableError.
   */
  async call<T>(
    request: (docker: Docker, signal: AbortSignal) => Promise<T>,
    options: CallOptions = {},
  ): Promise<T> {
    const { repeatable = true, extraMs = 0, over = "calls", mayRefuse = false } = options;
    const milliseconds = (options.timeoutMs ?? this.#timeoutMs) + extraMs;
    return this.unbounded(async (open) => {
      const once = () => bounded((signal) => request(open[over].docker, signal), milliseconds);
      const send = () =>
        once().catch((error: unknown) => {
          // A connection that was kept may have been closed by the other side just as it was used again.
          if (repeatable && isReset(error)) return once();
          throw error;
        });
      return over === "streams" || options.urgent === true ? send() : this.#inTurn(send);
    }, mayRefuse);
  }

  /** Waits for one of the few connections first, so that no request's time runs out behind others that are slow. */
  #inTurn<T>(send: () => Promise<T>): Promise<T> {
    const asked = performance.now();
    return this.#turns.add(() => {
      const waitedMs = performance.now() - asked;
      // All that went before has had its time in vain: waiting for another one would make a dead host cost ever more.
      if (waitedMs >= this.#timeoutMs && this.#answeredAt < asked)
        throw new RequestTimeout(this.#timeoutMs / 1000);
      return send();
    });
  }

  /** Sends a request that bounds its time itself. */
  async unbounded<T>(request: (open: OpenDocker) => Promise<T>, mayRefuse = true): Promise<T> {
    try {
      const answer = await request(await this.#client());
      this.#answeredAt = performance.now();
      return answer;
    } catch (error) {
      throw this.#translate(error, mayRefuse);
    }
  }

  /** What holds the connections of short requests; undefined when none is open. */
  async agent(): Promise<Agent | undefined> {
    return (await this.#open?.catch(() => undefined))?.calls.agent;
  }

  close(): void {
    void this.#open?.then(disconnect).catch(() => undefined);
    this.#open = undefined;
  }

  #client(): Promise<OpenDocker> {
    this.#open ??= openDocker(this.#config, this.#timeoutMs);
    return this.#open;
  }

  #translate(error: unknown, mayRefuse: boolean): Error {
    const { host_name: hostName, docker_url: dockerUrl } = this.#config;
    const answered = engineError(error, { hostName, dockerUrl, mayRefuse });
    if (answered instanceof EngineError) this.#answeredAt = performance.now();
    if (answered !== undefined) return answered;
    if (!(error instanceof RequestTimeout)) this.#readFilesAgain();
    return unreachable(hostName, dockerUrl, error);
  }

  /** The next call reads the certificate files anew: they may have been renewed since. */
  #readFilesAgain(): void {
    const open = this.#open;
    this.#open = undefined;
    void open?.then(letGo).catch(() => undefined);
  }
}
