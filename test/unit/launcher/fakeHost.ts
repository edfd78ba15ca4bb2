import { PassThrough } from "node:stream";
import type { DaemonOptions } from "../../../launcher/docker/daemonOptions.ts";
import type { Duplex, Readable } from "node:stream";
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
} from "../../../launcher/docker/port.ts";
import { EngineError } from "../../../launcher/docker/port.ts";
import type { RegistryAuth } from "../../../launcher/docker/registryAuth.ts";
import { HostUnreachableError } from "../../../launcher/error.ts";

type FakeContainer = ContainerState & { spec: ContainerSpec; publishes?: number };

/** A line that a warm worker gets. */
export type FakeMessage = {
  preload?: string[];
  run?: { id: string; command: string[]; env: object };
  go?: string;
};

/** A Docker host in memory. Tests change its fields to make it behave. */
export class FakeHost implements DockerHost {
  readonly name: string;
  readonly calls: string[] = [];
  readonly containers = new Map<string, FakeContainer>();
  readonly pulls: { image: string; auth: RegistryAuth | undefined }[] = [];
  images = new Map<string, string[]>([["app:1", ["PATH=/bin"]]]);
  networkNames = ["bridge", "n1", "n2"];
  down = false;
  /** Calls that fail, by name of the method. */
  failures: Partial<Record<string, Error>> = {};
  logs: string[] = [];
  /** The host's clock, in milliseconds. */
  now = 0;
  options: DaemonOptions = { "live-restore": true, "log-driver": "json-file" };
  disk: DiskUsage = { images: 4, containers: 3, volumes: 2, buildCache: 1 };
  expiry: number | undefined;
  /** The `since` of each time that the events were asked for. */
  readonly followed: (string | undefined)[] = [];
  readonly #followers = new Set<PassThrough>();
  /** Ids of images that are not the name's own. */
  readonly imageIds = new Map<string, string>();
  /** What was written to the standard input of each container. */
  readonly given = new Map<string, FakeMessage[]>();
  /** The command that a warm worker was told to prepare for. */
  readonly preloaded = new Map<string, string[]>();
  used: Usage = { memoryBytes: 100, cpuNanos: 1 };
  #next = 1;
  #events = 0;

  constructor(name: string) {
    this.name = name;
  }

  inspect(idOrName: string): Promise<ContainerState | undefined> {
    return this.#enter("inspect").then(() => this.#find(idOrName));
  }

  async findContainers(
    labels: Record<string, string>,
    { namePrefix = "" }: { namePrefix?: string } = {},
  ): Promise<ContainerSummary[]> {
    await this.#enter("findContainers");
    return [...this.containers.values()]
      .filter(({ name }) => name.startsWith(namePrefix))
      .filter((container) => Object.entries(labels).every(([key, value]) => container.labels[key] === value))
      .map(({ id, name, image, labels: all, status, createdAt }) => ({
        ...{ id, name, image, labels: all, status, createdAt },
        running: status === "running",
      }));
  }

  imageEnvironment(image: string): Promise<string[] | undefined> {
    return this.#enter("imageEnvironment").then(() => this.images.get(image));
  }

  imageId(image: string): Promise<string | undefined> {
    return this.#enter("imageId").then(() =>
      this.images.has(image) ? (this.imageIds.get(image) ?? `sha256:${image}`) : undefined,
    );
  }

  async rename(idOrName: string, name: string): Promise<void> {
    await this.#enter("rename");
    const container = this.#find(idOrName);
    if (container === undefined) throw new EngineError(404, `No such container: ${idOrName}`);
    if (this.#find(name) !== undefined) throw new EngineError(409, "Conflict. The name is in use");
    container.name = name;
    this.tell(container.id, "rename");
  }

  async attach(idOrName: string): Promise<Duplex> {
    await this.#enter("attach");
    const container = this.#find(idOrName);
    if (container === undefined) throw new EngineError(404, `No such container: ${idOrName}`);
    if (container.status !== "running")
      throw new EngineError(409, "You cannot attach to a stopped container");
    const stream = new PassThrough();
    stream.on("data", (chunk: Buffer) => {
      const lines = chunk.toString().split("\n").filter(Boolean);
      const all = lines.map((line) => JSON.parse(line) as FakeMessage);
      for (const { preload } of all) if (preload !== undefined) this.preloaded.set(container.id, preload);
      const messages = all.filter(({ preload }) => preload === undefined);
      if (messages.length > 0)
        this.given.set(container.id, [...(this.given.get(container.id) ?? []), ...messages]);
    });
    return stream;
  }

  usage(): Promise<Usage> {
    return this.#enter("usage").then(() => this.used);
  }

  async pull(image: string, { auth }: PullOptions = {}): Promise<void> {
    this.pulls.push({ image, auth });
    await this.#enter("pull");
    this.images.set(image, []);
  }

  async create(name: string, spec: ContainerSpec): Promise<string> {
    await this.#enter("create");
    const image = String(spec.body["Image"]);
    if (!this.images.has(image)) throw new EngineError(404, `No such image: ${image}`);
    if (this.#find(name) !== undefined) throw new EngineError(409, "Conflict. The name is in use");
    const id = String(this.#next++).padStart(64, "0");
    const network = spec.body.HostConfig["NetworkMode"];
    this.containers.set(id, {
      ...{
        id,
        name,
        image,
        status: "created",
        exitCode: 0,
        oomKilled: false,
        error: "",
        createdAt: new Date(this.now).toISOString(),
        startedAt: "",
        finishedAt: "",
      },
      labels: spec.body["Labels"] as Record<string, string>,
      environment: spec.body["Env"] as string[],
      networks: typeof network === "string" ? [network] : [],
      spec,
    });
    this.tell(id, "create");
    return id;
  }

  async connectNetwork(network: string, containerId: string): Promise<void> {
    await this.#enter("connectNetwork");
    this.containers.get(containerId)?.networks.push(network);
  }

  networks(): Promise<string[]> {
    return this.#enter("networks").then(() => this.networkNames);
  }

  async start(containerId: string): Promise<"started" | "already_running"> {
    await this.#enter("start");
    const container = this.containers.get(containerId);
    if (container === undefined) throw new EngineError(404, "No such container");
    if (container.status === "running") return "already_running";
    container.status = "running";
    this.tell(containerId, "start");
    return "started";
  }

  async stop(containerId: string): Promise<"stopped" | "already_stopped" | "not_found"> {
    await this.#enter("stop");
    const container = this.containers.get(containerId);
    if (container === undefined) return "not_found";
    if (container.status !== "running") return "already_stopped";
    this.end(containerId, 143);
    return "stopped";
  }

  async remove(idOrName: string, { force = true } = {}): Promise<void> {
    await this.#enter("remove");
    const container = this.#find(idOrName);
    const running = container?.status === "running";
    if (running && !force) throw new EngineError(409, "You cannot remove a running container");
    if (container !== undefined) this.lose(container.id);
  }

  logTail(_id: string, lines: number): Promise<string[]> {
    return this.#enter("logTail").then(() => this.logs.slice(-lines));
  }

  async logStream(_id: string, { follow, tail = this.logs.length }: LogOptions): Promise<Readable> {
    await this.#enter("logStream");
    const stream = new PassThrough();
    for (const line of this.logs.slice(-tail)) stream.write(`${line}\n`);
    return follow ? stream : stream.end();
  }

  version(): Promise<string> {
    return this.#enter("version").then(() => "20.10.24");
  }

  time(): Promise<number> {
    return this.#enter("time").then(() => this.now);
  }

  diskUsage(): Promise<DiskUsage> {
    return this.#enter("diskUsage").then(() => this.disk);
  }

  daemonOptions(): Promise<DaemonOptions> {
    return this.#enter("daemonOptions").then(() => this.options);
  }

  certificateExpiry(): Promise<number | undefined> {
    return Promise.resolve(this.expiry);
  }

  async events(
    _labels: Record<string, string>,
    { since, signal }: { since?: string | undefined; signal: AbortSignal },
  ): Promise<AsyncIterable<ContainerEvent>> {
    await this.#enter("events");
    this.followed.push(since);
    const stream = new PassThrough({ objectMode: true });
    this.#followers.add(stream);
    signal.addEventListener("abort", () => stream.end());
    return stream as AsyncIterable<ContainerEvent>;
  }

  async ping(): Promise<void> {
    await this.#enter("ping");
  }

  findPublisher(port: number): Promise<ContainerState | undefined> {
    return this.#enter("findPublisher").then(() =>
      [...this.containers.values()].find(({ publishes }) => publishes === port),
    );
  }

  close(): void {
    this.calls.push("close");
  }

  /** Breaks off the events that are followed, as a restart of the engine does. */
  breakEvents(): void {
    for (const stream of this.#followers) stream.end();
    this.#followers.clear();
  }

  /** Removes a container as somebody else would. */
  lose(containerId: string): void {
    this.tell(containerId, "destroy");
    this.containers.delete(containerId);
  }

  /** Rejects as a call does that the host does not answer. */
  fail(): Promise<never> {
    return Promise.reject(
      new HostUnreachableError(`Docker host '${this.name}' cannot be reached: connection refused.`),
    );
  }

  /** Sends an event about a container; `when` is the time of one that was sent before. */
  tell(containerId: string, action: string, exitCode?: number, when?: string): void {
    const container = this.containers.get(containerId);
    if (container === undefined) return;
    const { id, name, image, labels } = container;
    const at = when ?? `1000.${String(++this.#events).padStart(9, "0")}`;
    const event = { id, name, image, labels, action, at, ...(exitCode === undefined ? {} : { exitCode }) };
    for (const stream of this.#followers) stream.write(event);
  }

  /** Makes a container end. */
  end(containerId: string, exitCode: number, oomKilled = false): void {
    const container = this.containers.get(containerId);
    const finishedAt = new Date(this.now).toISOString();
    if (container === undefined) return;
    Object.assign(container, { status: "exited", exitCode, oomKilled, finishedAt });
    if (oomKilled) this.tell(containerId, "oom");
    this.tell(containerId, "die", exitCode);
  }

  async #enter(method: string): Promise<void> {
    this.calls.push(method);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.down) await this.fail();
    const failure = this.failures[method];
    if (failure !== undefined) throw failure;
  }

  #find(idOrName: string): FakeContainer | undefined {
    return [...this.containers.values()].find(({ id, name }) => id === idOrName || name === idOrName);
  }
}
