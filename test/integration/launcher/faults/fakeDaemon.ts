import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import type { certificateMaker } from "../certificates.ts";

/** What a daemon does with a request: it has the connection for itself. */
export type Misbehave = (socket: Socket) => void;

/** A Docker Engine that answers every request in one way. */
export type FakeDaemon = {
  dockerUrl: string;
  /** How many bytes it could get rid of over one connection, at most. */
  readonly mostSent: number;
  close: () => Promise<void>;
};

/** Begins to serve on a Unix socket in a folder. */
export function daemonOnSocket(folder: string, misbehave: Misbehave): Promise<FakeDaemon> {
  const path = join(folder, `${crypto.randomUUID().slice(0, 8)}.sock`);
  return serve(createServer(), misbehave, (server, done) =>
    server.listen(path, () => done(`unix://${path}`)),
  );
}

/** Begins to serve on TCP with mutual TLS. */
export function daemonOverTls(
  { read }: ReturnType<typeof certificateMaker>,
  misbehave: Misbehave,
): Promise<FakeDaemon> {
  const files = { ca: read("ca.pem"), cert: read("server.pem"), key: read("server.key") };
  const server = createTlsServer({ ...files, requestCert: true, rejectUnauthorized: true });
  return serve(server, misbehave, (one, done) =>
    one.listen(0, "127.0.0.1", () => done(`tcp://127.0.0.1:${(one.address() as AddressInfo).port}`)),
  );
}

async function serve(
  server: Server,
  misbehave: Misbehave,
  listen: (server: Server, done: (dockerUrl: string) => void) => void,
): Promise<FakeDaemon> {
  const sockets = new Set<Socket>();
  const event = "setSecureContext" in server ? "secureConnection" : "connection";
  let mostSent = 0;
  server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket
      .on("error", () => undefined)
      .on("close", () => {
        mostSent = Math.max(mostSent, socket.bytesWritten);
        sockets.delete(socket);
      });
    // A request comes in one piece or two here; each begins with its method.
    socket.on("data", (data) => {
      if (/^(GET|POST|DELETE) /.test(data.toString("latin1"))) misbehave(socket);
    });
  });
  const dockerUrl = await new Promise<string>((done) => listen(server, done));
  return {
    dockerUrl,
    get mostSent() {
      return Math.max(mostSent, ...[...sockets].map(({ bytesWritten }) => bytesWritten));
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
