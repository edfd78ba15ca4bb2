import type { Client, ClientChannel } from "ssh2";
import { openSsh } from "../../docker/ssh/open.ts";
import { unreachable } from "../../docker/explain.ts";
import { LauncherError } from "../../error.ts";
import { exitCodes } from "../exitCodes.ts";
import type { Io } from "../io.ts";
import type { RemoteTarget } from "./target.ts";

/** Says to the command in the container that its standard input ends when nobody waits for it any more. */
export const endsWithInput = "DAGSTER_MULTIHOST_ENDS_WITH_INPUT";

const connectMs = 20_000;

/**
 * Runs a command in the launcher's container of a control plane, over SSH; its output is passed on as it comes. The launcher's
 * socket belongs to the container's user, so this is what an SSH user needs no more rights for than those to use Docker.
 *
 * @param input What the command reads from its standard input; it is then not ended when nobody waits for it any more.
 * @returns The command's exit code.
 * @throws LauncherError `CONTROL_PLANE_UNREACHABLE`.
 */
export async function runRemotely(
  { address, ssh, container, args }: RemoteTarget,
  io: Pick<Io, "stdout" | "stderr">,
  signal: AbortSignal,
  input?: string,
): Promise<number> {
  const client = await openSsh(address, ssh, { timeoutMs: connectMs, closed: () => undefined }).catch(
    (error: unknown) => {
      const url = `ssh://${address.host}:${address.port}`;
      const { message } = unreachable("control plane", url, error);
      const text = message
        .replace("Docker host 'control plane'", "The control plane")
        .replaceAll("ssh.known_hosts_file", "--known-hosts")
        .replaceAll("ssh.private_key_file", "--ssh-key");
      throw new LauncherError("CONTROL_PLANE_UNREACHABLE", text, { retryable: true });
    },
  );
  try {
    const words = [
      "docker",
      "exec",
      "-i",
      ...(input === undefined ? ["-e", `${endsWithInput}=1`] : []),
      container,
      "dagster-multihost",
      ...args,
    ];
    const channel = await execute(client, words.map(quoted).join(" "));
    if (input !== undefined) channel.end(input);
    return await passOn(channel, io, signal);
  } finally {
    client.end();
  }
}

function execute(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(error);
    });
  });
}

function passOn(
  channel: ClientChannel,
  { stdout, stderr }: Pick<Io, "stdout" | "stderr">,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    let code: number | null = null;
    channel.on("data", (chunk: Buffer) => stdout.write(chunk));
    channel.stderr.on("data", (chunk: Buffer) => stderr.write(chunk));
    channel.on("exit", (status: number | null) => (code = status));
    channel.on("close", () => resolve(code ?? exitCodes.error));
    // The command in the container sees the end of its input, cleans up and ends; then the channel closes.
    signal.addEventListener("abort", () => channel.end(), { once: true });
  });
}

/** A word for the shell that sshd starts. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
