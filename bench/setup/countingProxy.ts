import { connect, createServer } from "node:net";
import type { Socket } from "node:net";

/** A request line, at the place where one can be: JSON bodies have no line breaks, and escape those in texts. */
const requestLine = /(GET|HEAD|POST|PUT|DELETE) (\/\S*) HTTP\/1\.1\r\n/g;

/** What went through a {@link CountingProxy}. */
export type Counted = { connections: number; requests: string[] };

/** A Unix socket that hands every byte on to dockerd's, and counts connections and requests on the way. */
export class CountingProxy {
  readonly path: string;
  readonly #target: string;
  readonly #server = createServer((client) => this.#accept(client));
  readonly #sockets = new Set<Socket>();
  /** Clients that ask and get answers; one that follows the events is none of them. */
  readonly #control = new Set<Socket>();
  #counted: Counted = { connections: 0, requests: [] };
  #most = 0;

  constructor(path: string, target: string) {
    this.path = path;
    this.#target = target;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject).listen(this.path, resolve);
    });
  }

  /** What was counted since the last call. */
  take(): Counted {
    const counted = this.#counted;
    this.#counted = { connections: 0, requests: [] };
    return counted;
  }

  /** The most connections that were open at the same time, besides those that follow the engine's events. */
  get most(): number {
    return this.#most;
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    const engine = connect(this.#target);
    this.#counted.connections++;
    for (const socket of [client, engine]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
    }
    this.#control.add(client);
    client.on("close", () => this.#control.delete(client));
    client.on("close", () => engine.destroy()).pipe(engine);
    engine.on("close", () => client.destroy()).pipe(client);
    this.#count(client);
  }

  #count(client: Socket): void {
    let rest = "";
    client.on("data", (chunk: Buffer) => {
      const text = rest + chunk.toString("latin1");
      let end = 0;
      for (const match of text.matchAll(requestLine)) {
        this.#counted.requests.push(`${match[1] ?? ""} ${match[2] ?? ""}`);
        end = match.index + match[0].length;
        if (/\/events\b/.test(match[2] ?? "")) this.#control.delete(client);
      }
      this.#most = Math.max(this.#most, this.#control.size);
      // A request line may be cut in two.
      rest = text.slice(Math.max(end, text.length - 4096));
    });
  }
}
