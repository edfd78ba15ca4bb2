import { generateKeyPairSync } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import ssh2 from "ssh2";
import { newKeyPair } from "../../../lab/keys.ts";

/** An SSH server in this process that serves `docker system dial-stdio` and refuses every other command. */
export async function startSshServer(socketPath: string) {
  const host = newKeyPair();
  const user = newKeyPair();
  const allowed = ssh2.utils.parseKey(user.public);
  if (allowed instanceof Error) throw allowed;
  const counts = { connections: 0, channels: 0 };
  const slow = { channelMs: 0 };
  const clients = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [host.private, rsaKey()] }, (client) => {
    counts.connections++;
    clients.add(client);
    client.on("error", () => undefined).on("close", () => clients.delete(client));
    client.on("authentication", (context) => {
      const right = context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH());
      const proven = right && (context.signature === undefined || verified(context));
      if (proven && context.username === "deploy") context.accept();
      else context.reject(["publickey"]);
    });
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, reject, { command }) => {
        if (command !== "docker system dial-stdio") {
          reject();
          return;
        }
        setTimeout(() => {
          join(acceptExec(), connect(socketPath));
          counts.channels++;
        }, slow.channelMs);
      });
    });
  });
  const verified = ({ blob, signature, hashAlgo }: ssh2.PublicKeyAuthContext): boolean => {
    if (blob === undefined || signature === undefined) return false;
    // It returns an Error, which its types do not say, when the signature has another form.
    const outcome: unknown = allowed.verify(blob, signature, hashAlgo);
    return outcome === true;
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    counts,
    /** How long each channel takes to open, in milliseconds. */
    slow,
    knownHostsLine: `[127.0.0.1]:${port} ${host.public}\n`,
    userKey: user.private,
    /** Cuts all connections, as a lost network does. */
    cut: () => {
      for (const client of clients) client.end();
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function join(channel: ssh2.ServerChannel, socket: Socket): void {
  channel.pipe(socket).pipe(channel);
  socket.on("error", () => channel.close());
  channel.on("error", () => socket.destroy()).on("close", () => socket.destroy());
}

/** A second host key, of a type that the known hosts do not have. */
function rsaKey(): string {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "pkcs1", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;
}
