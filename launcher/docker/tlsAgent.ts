import { Agent } from "node:https";
import type { RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** An HTTPS agent that remembers until when the server's certificate is valid. */
export class TlsAgent extends Agent {
  /** Milliseconds since the epoch; undefined before the first connection. */
  certificateExpiry: number | undefined;

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const socket = super.createConnection(options, callback);
    if (socket instanceof TLSSocket) socket.once("secureConnect", () => this.#remember(socket));
    return socket;
  }

  #remember(socket: TLSSocket): void {
    // Of a resumed session there may be no certificate: the one seen before is still the server's.
    const expiry = Date.parse(socket.getPeerCertificate().valid_to);
    if (!Number.isNaN(expiry)) this.certificateExpiry = expiry;
  }
}
