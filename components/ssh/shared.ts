import { createHash } from "node:crypto";
import PQueue from "p-queue";
import type { Client } from "ssh2";
import type { SshTarget } from "./run.ts";

/** sshd takes ten sessions at once on a connection, unless its MaxSessions says otherwise. */
const sessions = 8;

/** How long a connection that nobody uses is kept, in milliseconds: a program that has nothing left to do must end. */
const idleMs = 500;

interface Shared {
  client: Promise<Client>;
  queue: PQueue;
  users: number;
  idle?: NodeJS.Timeout;
}

const connections = new Map<string, Shared>();

/**
 * Does something with a connection that is open to the same user of the same server with the same key, or opens one. Looking at a server
 * takes a dozen commands; logging in takes longer than most of them.
 */
export async function shared<T>(
  ssh: SshTarget,
  open: () => Promise<Client>,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const name = nameOf(ssh);
  const connection = connections.get(name) ?? add(name, open);
  connection.users++;
  clearTimeout(connection.idle);
  try {
    return await connection.queue.add(async () => use(await connection.client));
  } finally {
    connection.users--;
    if (connection.users === 0) connection.idle = setTimeout(() => void close(name, connection), idleMs);
  }
}

async function close(name: string, connection: Shared): Promise<void> {
  forget(name, connection);
  (await connection.client.catch(() => undefined))?.end();
}

function add(name: string, open: () => Promise<Client>): Shared {
  const added: Shared = { client: open(), queue: new PQueue({ concurrency: sessions }), users: 0 };
  connections.set(name, added);
  // A connection that failed or was cut is opened anew for the next command.
  const end = (): void => forget(name, added);
  added.client.then((client) => client.once("close", end), end);
  return added;
}

function forget(name: string, connection: Shared): void {
  if (connections.get(name) === connection) connections.delete(name);
}

/** Of everything that says who is on the other side and who we are; the key itself stays out of it. */
function nameOf({ address, port, user, privateKey, hostKey = "" }: SshTarget): string {
  return createHash("sha256").update([address, port, user, hostKey, privateKey].join("\0")).digest("hex");
}
