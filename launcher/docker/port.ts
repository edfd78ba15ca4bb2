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
  /** Containers, also stopped ones, that carry all of these labels. */
  findContainers(labels: Record<string, string>): Promise<ContainerSummary[]>;
  /** Environment of an image; undefined when the image is not on the host. */
  imageEnvironment(image: string): Promise<string[] | undefined>;
  /** Pulls an image. Bounded by the time without progress, not by the request timeout. */
  pull(image: string, auth?: RegistryAuth): Promise<void>;
  /** Creates a container and returns its id. */
  create(name: string, spec: ContainerSpec): Promise<string>;
  connectNetwork(network: string, containerId: string): Promise<void>;
  networks(): Promise<string[]>;
  start(containerId: string): Promise<"started" | "already_running">;
  /** Sends the stop signal, waits for the grace period and then kills; returns when the container is stopped. */
  stop(containerId: string, graceSeconds: number): Promise<"stopped" | "already_stopped" | "not_found">;
  /** Removes a container and its anonymous volumes, running or not; nothing happens when there is none. */
  remove(containerId: string): Promise<void>;
  /** The last lines of standard output and error. */
  logTail(containerId: string, lines: number): Promise<string[]>;
  /** Version of the engine, such as `20.10.24`. */
  version(): Promise<string>;
  /** Closes the connections that are kept. */
  close(): void;
}

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
  status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  exitCode: number;
  oomKilled: boolean;
  /** What the engine says about a container that did not start; else empty. */
  error: string;
  startedAt: string;
  finishedAt: string;
};

/** One line of a list of containers. */
export type ContainerSummary = { id: string; name: string; labels: Record<string, string>; running: boolean };

/** A request that the engine answered with an error. */
export class EngineError extends Error {
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EngineError";
    this.status = status;
  }
}
