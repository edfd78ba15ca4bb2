import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import type { SshConnection } from "./connection.ts";

/** An HTTP agent whose sockets are channels of one SSH connection, kept open between requests. */
export class SshAgent extends Agent {
  readonly #connection: SshConnection;

  constructor(connection: SshConnection, maxSockets: number) {
    super({ keepAlive: true, maxSockets });
    this.#connection = connection;
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connection.dial().then(
      (channel) => callback?.(null, asSocket(channel)),
      (error: unknown) => callback?.(error as Error, undefined as unknown as Duplex),
    );
  }

  override destroy(): void {
    super.destroy();
    this.#connection.close();
  }
}

/** Node's HTTP client calls these methods of a socket, which an SSH channel has no use for. */
function asSocket(channel: Duplex): Duplex {
  const self = (): Duplex => channel;
  return Object.assign(channel, {
    setKeepAlive: self,
    setNoDelay: self,
    setTimeout: self,
    ref: self,
    unref: self,
  });
}
