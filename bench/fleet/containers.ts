import { randomBytes } from "node:crypto";

type FakeContainer = {
  id: string;
  name: string;
  image: string;
  labels: Record<string, string>;
  state: "created" | "running" | "exited";
  created: number;
};

/** The containers of a {@link FakeDaemon}, in the shapes of the Engine API. */
export class FakeContainers {
  readonly #containers = new Map<string, FakeContainer>();
  readonly #names = new Set<string>();
  readonly #tell: (event: object) => void;

  constructor(tell: (event: object) => void) {
    this.#tell = tell;
  }

  /** @returns Its id; undefined when the name is taken. */
  create(name: string, image: string, labels: Record<string, string>): string | undefined {
    if (this.#names.has(name)) return undefined;
    const id = randomBytes(32).toString("hex");
    const container = { id, name, image, labels, state: "created", created: Date.now() } as const;
    this.#containers.set(id, container);
    this.#names.add(name);
    this.#happened(container, "create");
    return id;
  }

  start(id: string): void {
    const container = this.#containers.get(id);
    if (container?.state !== "created") return;
    container.state = "running";
    this.#happened(container, "start");
  }

  end(id: string): void {
    const container = this.#containers.get(id);
    if (container?.state !== "running") return;
    container.state = "exited";
    this.#happened(container, "die", { exitCode: "0" });
  }

  remove(id: string): void {
    const container = this.#containers.get(id);
    if (container === undefined) return;
    this.#containers.delete(id);
    this.#names.delete(container.name);
    this.#happened(container, "destroy");
  }

  /** The one that has been there for longest. */
  get oldest(): string | undefined {
    return this.#containers.keys().next().value;
  }

  list(): object[] {
    return [...this.#containers.values()].map(({ id, name, image, labels, state, created }) => ({
      ...{ Id: id, Names: [`/${name}`], Image: image, ImageID: `sha256:${id}`, Command: "dagster" },
      ...{ Labels: labels, State: state, Status: state, Created: Math.floor(created / 1000) },
      ...{ Ports: [], HostConfig: { NetworkMode: "none" }, NetworkSettings: { Networks: {} }, Mounts: [] },
    }));
  }

  inspect(id: string): object | undefined {
    const container = this.#containers.get(id);
    if (container === undefined) return undefined;
    const { name, image, labels, state, created } = container;
    const at = new Date(created).toISOString();
    return {
      ...{ Id: id, Name: `/${name}`, Created: at, Image: `sha256:${id}` },
      Config: { Image: image, Labels: labels, Env: [] },
      State: { Status: state, ExitCode: 0, OOMKilled: false, Error: "", StartedAt: at, FinishedAt: at },
      NetworkSettings: { Networks: {} },
    };
  }

  #happened({ id, name, image, labels }: FakeContainer, action: string, more: object = {}): void {
    const nanoseconds = process.hrtime.bigint() + epoch;
    const text = {
      Type: "container",
      Action: action,
      Actor: { ID: id, Attributes: { ...labels, name, image, ...more } },
    };
    // As a JSON number it keeps all of its digits only up to 2^53, which is enough to order events here.
    this.#tell({
      ...text,
      status: action,
      id,
      time: Number(nanoseconds / 1_000_000_000n),
      timeNano: Number(nanoseconds),
    });
  }
}

const epoch = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();
