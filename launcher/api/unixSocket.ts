import { chmod, lstat, mkdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { dirname } from "node:path";
import type { FastifyInstance } from "fastify";
import { LauncherError } from "../error.ts";

/** The longest path that the kernel takes for a socket. */
const longestPath = 107;

/**
 * Makes a server listen on a Unix socket that its user and group may use. The folder is made when missing, and a socket
 * that a dead launcher left is replaced.
 *
 * @throws LauncherError `SOCKET_PATH_TOO_LONG`, `SOCKET_PATH_TAKEN`, `LAUNCHER_ALREADY_RUNNING`.
 */
export async function listenOnSocket(server: FastifyInstance, path: string): Promise<void> {
  if (Buffer.byteLength(path) > longestPath) {
    const message = `The socket's path '${path}' is longer than ${longestPath} bytes. Set launcher_socket to a shorter one.`;
    throw new LauncherError("SOCKET_PATH_TOO_LONG", message);
  }
  await mkdir(dirname(path), { recursive: true });
  await removeStale(path);
  // The mode is right from the first moment on, and not only after a chmod.
  const umask = process.umask(0o117);
  try {
    await server.listen({ path });
  } finally {
    process.umask(umask);
  }
  await chmod(path, 0o660);
}

async function removeStale(path: string): Promise<void> {
  const status = await lstat(path).catch(() => undefined);
  if (status === undefined) return;
  if (!status.isSocket()) {
    const message = `'${path}' exists and is not a socket. Move it away, or set launcher_socket to another path.`;
    throw new LauncherError("SOCKET_PATH_TAKEN", message);
  }
  if (await somebodyAnswers(path)) {
    const message = `A launcher is listening on '${path}' already. Stop it, or set launcher_socket to another path.`;
    throw new LauncherError("LAUNCHER_ALREADY_RUNNING", message);
  }
  await rm(path, { force: true });
}

function somebodyAnswers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
      .once("connect", () => {
        socket.destroy();
        resolve(true);
      })
      .once("error", () => resolve(false));
  });
}
