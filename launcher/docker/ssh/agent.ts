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

/**
 * Gives a channel the methods of a socket that Node's HTTP client calls and an SSH channel has no use for, and lets it
 * end: a channel closes only when all it has brought is read, and the agent counts it against `maxSockets` until then.
 * That of a request which was given up while the channel opened is read by nobody, and nobody may pause another one.
 */
function asSocket(channel: Duplex): Duplex {
  const self = (): Duplex => channel;
  const destroy = channel.destroy.bind(channel);
  return Object.assign(channel, {
    destroy: (error?: Error): Duplex => {
      Object.assign(channel, { pause: self }).resume();
      return destroy(error);
    },
    setKeepAlive: self,
    setNoDelay: self,
    setTimeout: self,
    ref: self,
    unref: self,
  });
}
