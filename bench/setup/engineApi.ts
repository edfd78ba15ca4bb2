import { Agent } from "node:http";
import Docker from "dockerode";

/** Label of all containers that the benchmark itself makes. */
export const benchLabel = "dagster-multihost.bench";

/** A container as the engine's `create` takes it. */
export type Body = Record<string, unknown>;

/** The Engine API over warm connections: the least that a launch can take, and the benchmark's own errands. */
export class EngineApi {
  readonly #agent: Agent;
  readonly #docker: Docker;

  /** @param connections How many requests go on at once. */
  constructor(socketPath: string, connections = 16) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    const options = { socketPath, agent: this.#agent, protocol: "http" };
    this.#docker = new Docker(options as Docker.DockerOptions);
  }

  /** Creates a container and starts it. */
  async launch(body: Body): Promise<string> {
    const container = await this.#docker.createContainer({ _body: body } as Docker.ContainerCreateOptions);
    await container.start();
    return container.id;
  }

  /** The ids of all containers, also stopped ones, that a filter of the engine finds. */
  async find(filters: Record<string, string[]>): Promise<string[]> {
    const options = { all: true, filters };
    return (await this.#docker.listContainers(options)).map(({ Id }) => Id);
  }

  async remove(ids: string[]): Promise<void> {
    const one = (id: string): Promise<unknown> =>
      this.#docker.getContainer(id).remove({ force: true, v: true }).catch(absent);
    for (let at = 0; at < ids.length; at += 4) await Promise.all(ids.slice(at, at + 4).map(one));
  }

  /** Creates a network and returns what removes it. */
  async network(name: string): Promise<() => Promise<unknown>> {
    const network = await this.#docker.createNetwork({ Name: name, Driver: "bridge" });
    return () => network.remove() as Promise<unknown>;
  }

  inspect(id: string): Promise<Docker.ContainerInspectInfo> {
    return this.#docker.getContainer(id).inspect();
  }

  /** The engine's version, for the report. */
  async version(): Promise<string> {
    return (await this.#docker.version()).Version;
  }

  /** Runs a command in a container and waits for its end. */
  async exec(id: string, command: string[]): Promise<void> {
    const exec = await this.#docker.getContainer(id).exec({ Cmd: command });
    await exec.start({ Detach: true });
    for (;;) {
      const { Running, ExitCode } = await exec.inspect();
      if (!Running && ExitCode === 0) return;
      if (!Running) throw new Error(`${command.join(" ")} ended with code ${ExitCode ?? "unknown"}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  events(filters: Record<string, string[]>): Promise<NodeJS.ReadableStream> {
    return this.#docker.getEvents({ filters });
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }
}

/** Somebody else, such as the launcher under test, may have removed it. */
function absent(error: unknown): void {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : 0;
  if (status !== 404 && status !== 409) throw error;
}
