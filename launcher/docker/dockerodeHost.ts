import type { Duplex, Readable } from "node:stream";
import type Docker from "dockerode";
import type { HostConfig } from "../config/index.ts";
import { abortable } from "./abortable.ts";
import { absent, byStatus } from "./byStatus.ts";
import { openAttach } from "./attach.ts";
import { EngineConnection } from "./engineConnection.ts";
import { followEvents } from "./followEvents.ts";
import { daemonOptions } from "./daemonOptions.ts";
import type { DaemonOptions } from "./daemonOptions.ts";
import { labelFilter, nameFilter } from "./filters.ts";
import { logLines } from "./logLines.ts";
import type {
  ContainerEvent,
  ContainerSpec,
  ContainerState,
  ContainerSummary,
  DiskUsage,
  DockerHost,
  LogOptions,
  PullOptions,
  Usage,
} from "./port.ts";
import { openLog } from "./openLog.ts";
import { pullImage } from "./pullImage.ts";
import { TlsAgent } from "./tlsAgent.ts";
import {
  checkPing,
  containerState,
  containerSummaries,
  createdId,
  diskUsage,
  engineVersion,
  imageEnvironment,
  imageId,
  networkNames,
  readNothing,
  systemTime,
  usage,
} from "./translate.ts";

/** A {@link DockerHost} over dockerode: TLS, plain TCP, a Unix socket, or one kept SSH connection. */
export class DockerodeHost implements DockerHost {
  readonly name: string;
  readonly #connection: EngineConnection;
  readonly #silenceMs: number;

  /**
   * Neither contacts the host nor reads a file: both happen at the first call.
   *
   * @param options `pullSilenceSeconds`: how long the engine may report no progress of a pull. Default: 300.
   */
  constructor(
    config: HostConfig,
    requestTimeoutSeconds: number,
    { pullSilenceSeconds = 300 }: { pullSilenceSeconds?: number } = {},
  ) {
    this.name = config.host_name;
    this.#connection = new EngineConnection(config, requestTimeoutSeconds * 1000);
    this.#silenceMs = pullSilenceSeconds * 1000;
  }

  inspect(idOrName: string): Promise<ContainerState | undefined> {
    const call = this.#connection.call((docker, abortSignal) =>
      docker.getContainer(idOrName).inspect({ abortSignal }).then(containerState),
    );
    return call.catch(absent);
  }

  findContainers(
    labels: Record<string, string>,
    { namePrefix }: { namePrefix?: string } = {},
  ): Promise<ContainerSummary[]> {
    const filters = { label: labelFilter(labels), name: nameFilter(namePrefix) };
    return this.#connection.call((docker, abortSignal) =>
      docker.listContainers({ all: true, filters, abortSignal }).then(containerSummaries),
    );
  }

  imageEnvironment(image: string): Promise<string[] | undefined> {
    const inspect = (docker: Docker, abortSignal: AbortSignal) =>
      abortable(docker.getImage(image)).inspect({ abortSignal }).then(imageEnvironment);
    return this.#connection.call(inspect).catch(absent);
  }

  imageId(image: string): Promise<string | undefined> {
    const inspect = (docker: Docker, abortSignal: AbortSignal) =>
      abortable(docker.getImage(image)).inspect({ abortSignal }).then(imageId);
    return this.#connection.call(inspect).catch(absent);
  }

  async pull(image: string, options: PullOptions = {}): Promise<void> {
    const bounds = { ...options, silenceMs: this.#silenceMs };
    await this.#connection.unbounded(({ streams }) => pullImage(streams.docker, image, bounds));
  }

  async create(name: string, { body, platform }: ContainerSpec): Promise<string> {
    const query = platform === undefined ? { name } : { name, platform };
    // dockerode puts everything that is not in _body into the URL, where an environment variable must never be.
    const options = { _query: query, _body: body } as Docker.ContainerCreateOptions;
    const create = (docker: Docker, abortSignal: AbortSignal) =>
      docker.createContainer({ ...options, abortSignal }).then(createdId);
    return this.#connection.call(create, { repeatable: false, mayRefuse: true });
  }

  async connectNetwork(network: string, containerId: string): Promise<void> {
    const connect = (docker: Docker, abortSignal: AbortSignal) =>
      (
        docker
          .getNetwork(network)
          .connect({ Container: containerId, abortSignal } as object) as Promise<unknown>
      ).then(readNothing);
    await this.#connection.call(connect, { repeatable: false, mayRefuse: true });
  }

  networks(): Promise<string[]> {
    return this.#connection.call((docker, abortSignal) =>
      docker.listNetworks({ abortSignal }).then(networkNames),
    );
  }

  async rename(idOrName: string, name: string): Promise<void> {
    const rename = (docker: Docker, abortSignal: AbortSignal) =>
      abortable(docker.getContainer(idOrName)).rename({ name, abortSignal }).then(readNothing);
    await this.#connection.call(rename, { repeatable: false, mayRefuse: true });
  }

  attach(idOrName: string): Promise<Duplex> {
    const attach = (docker: Docker, signal: AbortSignal) => openAttach(docker, idOrName, signal);
    return this.#connection.call(attach, { over: "streams", mayRefuse: true });
  }

  usage(id: string): Promise<Usage> {
    const stats = (docker: Docker, abortSignal: AbortSignal) =>
      abortable(docker.getContainer(id)).stats({ stream: false, "one-shot": true, abortSignal }).then(usage);
    return this.#connection.call(stats);
  }

  start(id: string): Promise<"started" | "already_running"> {
    const start = (docker: Docker, abortSignal: AbortSignal) =>
      docker.getContainer(id).start({ abortSignal }).then(readNothing);
    const call = this.#connection.call(start, { mayRefuse: true });
    return call.then(
      () => "started" as const,
      (error: unknown) => byStatus(error, { 304: "already_running" as const }),
    );
  }

  stop(id: string, graceSeconds: number): Promise<"stopped" | "already_stopped" | "not_found"> {
    const options = { t: Math.ceil(graceSeconds) };
    const stop = (docker: Docker, abortSignal: AbortSignal) =>
      docker
        .getContainer(id)
        .stop({ ...options, abortSignal })
        .then(readNothing);
    const call = this.#connection.call(stop, {
      extraMs: graceSeconds * 1000,
      over: "streams",
      mayRefuse: true,
    });
    return call.then(
      () => "stopped" as const,
      (error: unknown) => byStatus(error, { 304: "already_stopped" as const, 404: "not_found" as const }),
    );
  }

  async remove(id: string, { force = true } = {}): Promise<void> {
    const options = { force, v: true };
    const removeIt = (docker: Docker, abortSignal: AbortSignal) =>
      docker
        .getContainer(id)
        .remove({ ...options, abortSignal })
        .then(readNothing);
    await this.#connection.call(removeIt, { mayRefuse: true }).catch(absent);
  }

  async logTail(id: string, lines: number): Promise<string[]> {
    if (lines === 0) return [];
    const options = { stdout: true, stderr: true, tail: lines, follow: false } as const;
    const read = (docker: Docker, abortSignal: AbortSignal): Promise<unknown> =>
      docker.getContainer(id).logs({ ...options, abortSignal });
    const output = await this.#connection.call(read, { mayRefuse: true });
    return logLines(output).slice(-lines);
  }

  logStream(id: string, options: LogOptions): Promise<Readable> {
    const open = (docker: Docker, signal: AbortSignal) => openLog(docker, id, options, signal);
    return this.#connection.call(open, { over: "streams", mayRefuse: true });
  }

  version(): Promise<string> {
    return this.#connection.call((docker, abortSignal) =>
      abortable(docker).version({ abortSignal }).then(engineVersion),
    );
  }

  time(): Promise<number> {
    return this.#connection.call((docker, abortSignal) =>
      abortable(docker).info({ abortSignal }).then(systemTime),
    );
  }

  diskUsage(): Promise<DiskUsage> {
    return this.#connection.call((docker, abortSignal) =>
      abortable(docker).df({ abortSignal }).then(diskUsage),
    );
  }

  daemonOptions(): Promise<DaemonOptions> {
    return this.#connection.call((docker, abortSignal) =>
      abortable(docker).info({ abortSignal }).then(daemonOptions),
    );
  }

  async certificateExpiry(): Promise<number | undefined> {
    const agent = await this.#connection.agent();
    return agent instanceof TlsAgent ? agent.certificateExpiry : undefined;
  }

  async events(
    labels: Record<string, string>,
    { since, signal }: { since?: string | undefined; signal: AbortSignal },
  ): Promise<AsyncIterable<ContainerEvent>> {
    const filters = { type: ["container"], label: labelFilter(labels) };
    const options = { filters, ...(since === undefined ? {} : { since }) };
    const follow = (docker: Docker, abortSignal: AbortSignal) =>
      docker.getEvents({ ...options, abortSignal } as object) as unknown as Promise<Readable>;
    const stream = await this.#connection.call(follow, { over: "streams" });
    const stop = (): void => void stream.destroy();
    signal.addEventListener("abort", stop, { once: true });
    // Without a listener the end of the connection would end the process; the iterator reports it.
    stream.once("close", () => signal.removeEventListener("abort", stop)).on("error", () => undefined);
    if (signal.aborted) stop();
    return followEvents(stream);
  }

  async ping(timeoutMs: number): Promise<void> {
    const ping = (docker: Docker, abortSignal: AbortSignal) =>
      abortable(docker).ping({ abortSignal }).then(checkPing);
    const begun = performance.now();
    await this.#connection.call(ping, { timeoutMs, urgent: true }).catch((error: unknown) => {
      // Behind slow requests a ping may not get its turn: a host that answers those is not silent.
      if (this.#connection.answeredAt <= begun) throw error;
    });
  }

  async findPublisher(port: number): Promise<ContainerState | undefined> {
    const filters = { publish: [`${port}/tcp`], status: ["running"] };
    const [found] = await this.#connection.call((docker, abortSignal) =>
      docker.listContainers({ filters, abortSignal }).then(containerSummaries),
    );
    return found === undefined ? undefined : this.inspect(found.id);
  }

  close(): void {
    this.#connection.close();
  }
}
