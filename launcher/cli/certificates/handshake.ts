import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";

/** What a server showed in a TLS handshake, and whether it is to be believed. */
export type Handshake = {
  /** The server's own certificate first, then its issuers as far as they are known. */
  chain: X509Certificate[];
  /** Why the chain does not hold, as OpenSSL's code or Node's; null when it does. */
  error: string | null;
  /** Such as `TLSv1.3`. */
  protocol: string | null;
};

/** Where and with what a handshake is made. `ca` alone decides when it is given. */
export type HandshakeTarget = { host: string; port: number; ca?: Buffer; cert?: Buffer; key?: Buffer };

/**
 * Connects, reads the server's certificates whatever they are worth, and closes the connection.
 *
 * @throws Error when no handshake comes about.
 */
export function handshake(target: HandshakeTarget, timeoutMs: number): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const options: ConnectionOptions = {
      ...target,
      rejectUnauthorized: false,
      // An address must not be sent as a server name.
      ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
    };
    const socket = connect(options, () => {
      resolve(read(socket));
      socket.destroy();
    });
    socket.setTimeout(timeoutMs, () => {
      socket.destroy(new Error(`no TLS handshake within ${timeoutMs / 1000} s`));
    });
    socket.on("error", reject);
  });
}

function read(socket: TLSSocket): Handshake {
  // Node's type says Error; it is the code of OpenSSL or of the check of the name.
  const error = socket.authorizationError as unknown;
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return {
    chain: chainOf(socket),
    error: socket.authorized ? null : code,
    protocol: socket.getProtocol(),
  };
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerCertificate(true) as { raw?: Buffer; issuerCertificate?: object } | undefined;
  while (next?.raw !== undefined) {
    const certificate = new X509Certificate(next.raw);
    // A root names itself as its issuer.
    if (chain.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) break;
    chain.push(certificate);
    next = next.issuerCertificate;
  }
  return chain;
}
