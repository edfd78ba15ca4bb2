import type { Duplex, Readable } from "node:stream";
import { LauncherError } from "../error.ts";
import type { DaemonOptions } from "./daemonOptions.ts";
import type { RegistryAuth } from "./registryAuth.ts";

/**
 * What the runs logic needs of one Docker host. Every call is bounded in time.
 *
 * All calls throw `HostUnreachableError` when the host does not answer, and {@link EngineError} when its engine refuses.
 */
export interface DockerHost {
  /** `host_name` of the configuration. */
  readonly name: string;
  /** The container with this id or name; undefined when there is none. */
  inspect(idOrName: string): Promise<ContainerState | undefined>;
  /** Containers, also stopped ones, that carry all of these labels and whose names begin so. */
  findContainers(
    labels: Record<string, string>,
    options?: { namePrefix?: string },
  ): Promise<ContainerSummary[]>;
  /** Environment of an image; undefined when the image is not on the host. */
  imageEnvironment(image: string): Promise<string[] | undefined>;
  /** Id of an image; undefined when the image is not on the host. */
  imageId(image: string): Promise<string | undefined>;
  /** Pulls an image. Bounded by the time without progress, not by the request timeout. */
  pull(image: string, options?: PullOptions): Promise<void>;
  /** Creates a container and returns its id. */
  create(name: string, spec: ContainerSpec): Promise<string>;
  connectNetwork(network: string, containerId: string): Promise<void>;
  networks(): Promise<string[]>;
  /** Gives a container another name. Of two who do so at the same moment by its old name, both may succeed. */
  rename(idOrName: string, name: string): Promise<void>;
  /** Opens the standard input of a container that was created with `OpenStdin`; of one that has ended, to no effect. */
  attach(idOrName: string): Promise<Duplex>;
  /** What a container uses, and has used of the processors since its start. */
  usage(containerId: string): Promise<Usage>;
  start(containerId: string): Promise<"started" | "already_running">;
  /** Sends the stop signal, waits for the grace period and then kills; returns when the container is stopped. */
  stop(containerId: string, graceSeconds: number): Promise<"stopped" | "already_stopped" | "not_found">;
  /**
   * Removes a container and its anonymous volumes; nothing happens when there is none.
   *
   * @param options `force: false` makes the engine refuse while the container runs. Default: it is killed first.
   */
  remove(idOrName: string, options?: { force?: boolean }): Promise<void>;
  /** The last lines of standard output and error. */
  logTail(containerId: string, lines: number): Promise<string[]>;
  /** Standard output and error as they were written. Beginning is bounded in time, reading is not. */
  logStream(containerId: string, options: LogOptions): Promise<Readable>;
  /** Version of the engine, such as `20.10.24`. */
  version(): Promise<string>;
  /** The host's own time, in milliseconds since the epoch: its clock may differ from the launcher's. */
  time(): Promise<number>;
  /** What Docker's data take on the host's disk. May take long on a host with much of it. */
  diskUsage(): Promise<DiskUsage>;
  /** The options that dockerd works by, as far as it tells. */
  daemonOptions(): Promise<DaemonOptions>;
  /** When the host's server certificate expires, in milliseconds since the epoch; undefined without TLS or before a call. */
  certificateExpiry(): Promise<number | undefined>;
  /**
   * Follows what happens to the containers that carry all of these labels, until `signal` aborts it or the connection
   * breaks. What happened before the promise resolves may be missing, unless it lies after `since`.
   *
   * @param options `since`: {@link ContainerEvent.at} of the last event that was seen, to get what came after it.
   */
  events(
    labels: Record<string, string>,
    options: { since?: string | undefined; signal: AbortSignal },
  ): Promise<AsyncIterable<ContainerEvent>>;
  /** Resolves when the engine answers. Bounded by `timeoutMs`, which is shorter than that of other calls. */
  ping(timeoutMs: number): Promise<void>;
  /** The container that publishes a TCP port of the host; undefined when there is none. */
  findPublisher(port: number): Promise<ContainerState | undefined>;
  /** Closes the connections that are kept. */
  close(): void;
}

/** How an image is pulled. */
export type PullOptions = {
  auth?: RegistryAuth | undefined;
  /** Is told how far the pull is, at every change. */
  onProgress?: (progress: PullProgress) => void;
};

/** How far a pull is. Layers that are on the host already count as done. */
export type PullProgress = { layersDone: number; layers: number; bytesDone: number; bytes: number };

/** Which part of a log is read: the last `tail` lines or all of it, and then what is written from now on. */
export type LogOptions = { follow: boolean; tail?: number };

/** A container as the engine's `create` takes it. */
export type ContainerSpec = {
  platform?: string;
  body: Record<string, unknown> & { HostConfig: Record<string, unknown> };
};

/** State of one container. */
export type ContainerState = {
  id: string;
  /** Without the leading slash. */
  name: string;
  image: string;
  labels: Record<string, string>;
  environment: string[];
  /** Names of the networks that it has joined. */
  networks: string[];
  status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  exitCode: number;
  oomKilled: boolean;
  /** What the engine says about a container that did not start; else empty. */
  error: string;
  /** The times are in ISO 8601, by the host's clock; the year 1 stands for never. */
  createdAt: string;
  startedAt: string;
  finishedAt: string;
};

/** Something that happened to a container. */
export type ContainerEvent = {
  id: string;
  /** Without the leading slash. */
  name: string;
  image: string;
  labels: Record<string, string>;
  /** As Docker names it: `create`, `start`, `die`, `oom`, `destroy`, `pause`, `unpause` and others. */
  action: string;
  /** Given with `die` only. */
  exitCode?: number;
  /** When it happened by the host's clock, as the engine takes it for `since`. */
  at: string;
};

/** One line of a list of containers. */
export type ContainerSummary = {
  id: string;
  name: string;
  image: string;
  labels: Record<string, string>;
  status: ContainerState["status"];
  running: boolean;
  /** ISO 8601, by the host's clock. */
  createdAt: string;
};

/** What Docker's data take on a disk, in bytes. */
export type DiskUsage = { images: number; containers: number; volumes: number; buildCache: number };

/** What a container uses: memory without the page cache, and processor time since its start. */
export type Usage = { memoryBytes: number; cpuNanos: number };

/** A request that the engine answered with an error. */
export class EngineError extends LauncherError {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super("ENGINE_REFUSED", message, { ...options, retryable: status >= 500 });
    this.name = "EngineError";
    this.status = status;
  }
}
