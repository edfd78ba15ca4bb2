import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A second Docker host: dockerd's socket over TCP, until it dies. From then on it accepts connections and never answers. */
export class MortalHost {
  readonly #target: string;
  readonly #server = createServer((client) => this.#accept(client));
  readonly #sockets = new Set<Socket>();
  #dead = false;

  constructor(target: string) {
    this.#target = target;
  }

  /** @returns Its address as `docker_url`. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Nothing gets through any more; connections stay open, as they do when a machine freezes. */
  die(): void {
    this.#dead = true;
    for (const socket of this.#sockets) socket.unpipe();
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    this.#keep(client);
    if (this.#dead) return;
    const engine = connect(this.#target);
    this.#keep(engine);
    client.on("close", () => engine.destroy()).pipe(engine);
    engine.on("close", () => client.destroy()).pipe(client);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
  }
}
