import type { Client, ClientChannel } from "ssh2";
import { connect, explain } from "./connect.ts";
import type { SshConnection } from "./connection.ts";
import { shared } from "./shared.ts";

/** A server with its private key at hand, no longer a Pulumi input. */
export type SshTarget = Omit<SshConnection, "privateKey" | "privateKeyFile" | "gone"> & {
  privateKey: string;
};

/** What a command on a server did. `code` is null when a signal ended it. */
export interface SshResult {
  stdout: string;
  stderr: string;
  code: number | null;
}

/**
 * Runs one command on a server and waits for its end. It is used to look at servers; whatever changes them is a Pulumi
 * resource.
 *
 * @param stdin     Sent to the command, then closed. Default: empty.
 * @param timeoutMs For the connection, and again for the command, in milliseconds. Default 15000.
 * @param fresh     Log in anew, as rights that were given since the last login want it. Default: commands share a connection.
 * @throws ProvisioningError SSH_UNREACHABLE, SSH_HOST_KEY_MISMATCH or SSH_AUTHENTICATION_FAILED; each names the server.
 */
export async function runOverSsh(
  ssh: SshTarget,
  command: string,
  {
    stdin = "",
    timeoutMs = 15_000,
    fresh = false,
  }: { stdin?: string; timeoutMs?: number; fresh?: boolean } = {},
): Promise<SshResult> {
  const execute = async (client: Client): Promise<SshResult> => {
    try {
      return await exec(client, command, stdin, timeoutMs);
    } catch (error) {
      throw explain(ssh, error as Error);
    }
  };
  if (!fresh) return await shared(ssh, () => connect(ssh, timeoutMs), execute);
  const client = await connect(ssh, timeoutMs);
  try {
    return await execute(client);
  } finally {
    client.end();
  }
}

function exec(client: Client, command: string, stdin: string, timeoutMs: number): Promise<SshResult> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      client.end();
      reject(new Error(`no answer within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    const end = (): void => {
      clearTimeout(timer);
      client.off("close", cut);
    };
    const cut = (): void => {
      end();
      reject(new Error("the connection was closed"));
    };
    client.once("close", cut);
    client.exec(command, (error, channel) => {
      if (error) {
        end();
        reject(error);
      } else collect(channel, stdin).then(resolve, reject).finally(end);
    });
  });
}

function collect(channel: ClientChannel, stdin: string): Promise<SshResult> {
  return new Promise((resolve, reject) => {
    const result: SshResult = { stdout: "", stderr: "", code: null };
    channel.on("data", (data: Buffer) => (result.stdout += data.toString()));
    channel.stderr.on("data", (data: Buffer) => (result.stderr += data.toString()));
    channel.on("exit", (code: number | null) => (result.code = code));
    channel.on("close", () => resolve(result)).on("error", reject);
    channel.end(stdin);
  });
}
