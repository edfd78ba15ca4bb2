import { Agent as HttpsAgent } from "node:https";
import type { Duplex, Readable } from "node:stream";
import type Docker from "dockerode";
import type { HostConfig } from "../config/index.ts";
import { bounded } from "./bounded.ts";
import { openDocker } from "./connect.ts";
import type { OpenDocker } from "./connect.ts";
import { followEvents } from "./followEvents.ts";
import { engineError } from "./engineError.ts";
import { RequestTimeout, unreachable } from "./explain.ts";
import { logLines } from "./logLines.ts";
import type {
  ContainerEvent,
  ContainerSpec,
  ContainerState,
  ContainerSummary,
  DiskUsage,
  DockerHost,
  LogOptions,
  Usage,
} from "./port.ts";
import { EngineError } from "./port.ts";
import { openLog } from "./openLog.ts";
import { pullImage } from "./pullImage.ts";
import type { RegistryAuth } from "./registryAuth.ts";
import { TlsAgent } from "./tlsAgent.ts";
import { usage } from "./usage.ts";
import { containerState, containerSummary, diskUsage } from "./translate.ts";

/** A {@link DockerHost} over dockerode: TLS, plain TCP, a Unix socket, or one kept SSH connection. */
export class DockerodeHost implements DockerHost {
  readonly name: string;
  readonly #config: HostConfig;
  readonly #timeoutMs: number;
  #open: Promise<OpenDocker> | undefined;

  /** Neither contacts the host nor reads a file: both happen at the first call. */
  constructor(config: HostConfig, requestTimeoutSeconds: number) {
    this.name = config.host_name;
    this.#config = config;
    this.#timeoutMs = requestTimeoutSeconds * 1000;
  }

  inspect(idOrName: string): Promise<ContainerState | undefined> {
    const call = this.#call((docker, abortSignal) => docker.getContainer(idOrName).inspect({ abortSignal }));
    return call.then(containerState, absent);
  }

  async findContainers(
    labels: Record<string, string>,
    { namePrefix }: { namePrefix?: string } = {},
  ): Promise<ContainerSummary[]> {
    const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    // The engine reads a name as a regular expression.
    const name = namePrefix === undefined ? [] : [`^/?${namePrefix.replace(/[^\w-]/g, "\\$&")}`];
    const filters = { label, name };
    const found = await this.#call((docker, abortSignal) =>
      docker.listContainers({ all: true, filters, abortSignal }),
    );
    return found.map(containerSummary);
  }

  imageEnvironment(image: string): Promise<string[] | undefined> {
    const call = this.#call((docker, abortSignal) =>
      docker.getImage(image).inspect({ abortSignal } as object),
    );
    return call.then(({ Config }) => (Config as typeof Config | undefined)?.Env ?? [], absent);
  }

  imageId(image: string): Promise<string | undefined> {
    const call = this.#call((docker, abortSignal) =>
      docker.getImage(image).inspect({ abortSignal } as object),
    );
    return call.then(({ Id }) => Id, absent);
  }

  async pull(image: string, auth?: RegistryAuth): Promise<void> {
    const { streams } = await this.#client();
    await pullImage(streams.docker, image, auth).catch((error: unknown) => {
      throw this.#translate(error);
    });
  }

  async create(name: string, { body, platform }: ContainerSpec): Promise<string> {
    const query = platform === undefined ? { name } : { name, platform };
    // dockerode puts everything that is not in _body into the URL, where an environment variable must never be.
    const options = { _query: query, _body: body } as Docker.ContainerCreateOptions;
    const create = (docker: Docker, abortSignal: AbortSignal) =>
      docker.createContainer({ ...options, abortSignal });
    return (await this.#call(create, { repeatable: false })).id;
  }

  async connectNetwork(network: string, containerId: string): Promise<void> {
    const connect = (docker: Docker, abortSignal: AbortSignal) =>
      docker.getNetwork(network).connect({ Container: containerId, abortSignal } as object);
    await this.#call(connect, { repeatable: false });
  }

  async networks(): Promise<string[]> {
    return (await this.#call((docker, abortSignal) => docker.listNetworks({ abortSignal }))).map(
      ({ Name }) => Name,
    );
  }

  async rename(idOrName: string, name: string): Promise<void> {
    const rename = (docker: Docker, abortSignal: AbortSignal) =>
      docker.getContainer(idOrName).rename({ name, abortSignal } as object);
    await this.#call(rename, { repeatable: false });
  }

  async attach(idOrName: string): Promise<Duplex> {
    const options = { stream: true, stdin: true, hijack: true };
    const attach = (docker: Docker) => docker.getContainer(idOrName).attach(options);
    const stream: unknown = await this.#call(attach, { over: "streams" });
    return stream as Duplex;
  }

  async usage(id: string): Promise<Usage> {
    const options = { stream: false, "one-shot": true } as const;
    const stats = (docker: Docker, abortSignal: AbortSignal) =>
      docker.getContainer(id).stats({ ...options, abortSignal } as { stream: false });
    return usage(await this.#call(stats));
  }

  start(id: string): Promise<"started" | "already_running"> {
    const call = this.#call((docker, abortSignal) => docker.getContainer(id).start({ abortSignal }));
    return call.then(
      () => "started" as const,
      (error: unknown) => byStatus(error, { 304: "already_running" as const }),
    );
  }

  stop(id: string, graceSeconds: number): Promise<"stopped" | "already_stopped" | "not_found"> {
    const call = this.#call(
      (docker, abortSignal) => docker.getContainer(id).stop({ t: Math.ceil(graceSeconds), abortSignal }),
      { extraMs: graceSeconds * 1000, over: "streams" },
    );
    return call.then(
      () => "stopped" as const,
      (error: unknown) => byStatus(error, { 304: "already_stopped" as const, 404: "not_found" as const }),
    );
  }

  async remove(id: string, { force = true } = {}): Promise<void> {
    const options = { force, v: true };
    const call = this.#call((docker, abortSignal) =>
      docker.getContainer(id).remove({ ...options, abortSignal }),
    );
    await call.catch(absent);
  }

  async logTail(id: string, lines: number): Promise<string[]> {
    if (lines === 0) return [];
    const options = { stdout: true, stderr: true, tail: lines, follow: false } as const;
    const output: unknown = await this.#call((docker, abortSignal) =>
      docker.getContainer(id).logs({ ...options, abortSignal }),
    );
    return logLines(output).slice(-lines);
  }

  logStream(id: string, options: LogOptions): Promise<Readable> {
    return this.#call((docker) => openLog(docker, id, options), { over: "streams" });
  }

  async version(): Promise<string> {
    return (await this.#call((docker) => docker.version())).Version;
  }

  async time(): Promise<number> {
    const { SystemTime } = await this.#call((docker, abortSignal) =>
      (docker as unknown as Abortable).info({ abortSignal }),
    );
    return Date.parse(SystemTime);
  }

  async diskUsage(): Promise<DiskUsage> {
    return diskUsage(
      await this.#call((docker, abortSignal) => (docker as unknown as Abortable).df({ abortSignal })),
    );
  }

  async certificateExpiry(): Promise<number | undefined> {
    const open = await this.#open?.catch(() => undefined);
    if (!(open?.calls.agent instanceof TlsAgent)) return undefined;
    return open.calls.agent.certificateExpiry;
  }

  async events(
    labels: Record<string, string>,
    { since, signal }: { since?: string | undefined; signal: AbortSignal },
  ): Promise<AsyncIterable<ContainerEvent>> {
    const label = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const options = { filters: { type: ["container"], label }, ...(since === undefined ? {} : { since }) };
    const follow = (docker: Docker) => docker.getEvents(options) as Promise<Readable>;
    const stream = await this.#call(follow, { over: "streams" });
    const stop = (): void => void stream.destroy();
    signal.addEventListener("abort", stop, { once: true });
    // Without a listener the end of the connection would end the process; the iterator reports it.
    stream.once("close", () => signal.removeEventListener("abort", stop)).on("error", () => undefined);
    if (signal.aborted) stop();
    return followEvents(stream);
  }

  async ping(timeoutMs: number): Promise<void> {
    await this.#call((docker, abortSignal) => docker.ping({ abortSignal } as object), { timeoutMs });
  }

  async findPublisher(port: number): Promise<ContainerState | undefined> {
    const filters = { publish: [`${port}/tcp`], status: ["running"] };
    const [found] = await this.#call((docker, abortSignal) =>
      docker.listContainers({ filters, abortSignal }),
    );
    return found === undefined ? undefined : this.inspect(found.Id);
  }

  close(): void {
    const destroy = ({ calls, streams }: OpenDocker): void => {
      for (const { agent } of [calls, streams]) agent.destroy();
    };
    void this.#open?.then(destroy).catch(() => undefined);
    this.#open = undefined;
  }

  async #call<T>(
    run: (docker: Docker, signal: AbortSignal) => Promise<T>,
    { repeatable = true, extraMs = 0, timeoutMs = this.#timeoutMs, over = "calls" }: CallOptions = {},
  ): Promise<T> {
    const { docker } = (await this.#client())[over];
    const once = () => bounded((signal) => run(docker, signal), timeoutMs + extraMs);
    try {
      return await once().catch((error: unknown) => {
        // A connection that was kept may have been closed by the other side just as it was used again.
        if (repeatable && isReset(error)) return once();
        throw error;
      });
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #client(): Promise<OpenDocker> {
    this.#open ??= openDocker(this.#config, this.#timeoutMs);
    return this.#open.catch((error: unknown) => {
      throw this.#translate(error);
    });
  }

  #translate(error: unknown): Error {
    const answered = engineError(error, this.name);
    if (answered !== undefined) return answered;
    if (!(error instanceof RequestTimeout)) this.#readFilesAgain();
    return unreachable(this.name, this.#config.docker_url, error);
  }

  /** The next call reads the certificate files anew: they may have been renewed since. */
  #readFilesAgain(): void {
    const open = this.#open;
    this.#open = undefined;
    const letGo = ({ calls, streams }: OpenDocker): void => {
      for (const { agent } of [calls, streams]) {
        if (!(agent instanceof HttpsAgent)) agent.destroy();
        for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
      }
    };
    void open?.then(letGo).catch(() => undefined);
  }
}

type CallOptions = {
  /** Whether the request may be sent again when its connection breaks. Default: true. */
  repeatable?: boolean;
  /** How much longer than usual it may take. Default: 0. */
  extraMs?: number;
  timeoutMs?: number;
  /** Which connections carry it. Default: `calls`. */
  over?: keyof OpenDocker;
};

/** What dockerode takes an abort signal for, which its types do not say. */
type Abortable = {
  info(options: { abortSignal: AbortSignal }): Promise<{ SystemTime: string }>;
  df(options: { abortSignal: AbortSignal }): Promise<Parameters<typeof diskUsage>[0]>;
};

function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ECONNRESET", "EPIPE"].includes(String(error.code));
}

function absent(error: unknown): undefined {
  byStatus(error, { 404: undefined });
}

function byStatus<T>(error: unknown, answers: Record<number, T>): T {
  if (error instanceof EngineError && error.status in answers) return answers[error.status] as T;
  throw error;
}
