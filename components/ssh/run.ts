import { Client, type ClientChannel } from "ssh2";
import { ProvisioningError } from "../errors.ts";
import { bareKey, type SshConnection } from "./connection.ts";

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
 * @param timeoutMs For the whole of it, in milliseconds. Default 15000.
 * @throws ProvisioningError SSH_UNREACHABLE, SSH_HOST_KEY_MISMATCH or SSH_AUTHENTICATION_FAILED; each names the server.
 */
export async function runOverSsh(
  ssh: SshTarget,
  command: string,
  { stdin = "", timeoutMs = 15_000 }: { stdin?: string; timeoutMs?: number } = {},
): Promise<SshResult> {
  const client = new Client();
  let presented: string | undefined;
  try {
    return await new Promise<SshResult>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
      client.on("close", () => clearTimeout(timer)).on("error", reject);
      client.on("ready", () => {
        client.exec(command, (error, channel) => {
          if (error) reject(error);
          else collect(channel, stdin).then(resolve, reject);
        });
      });
      client.connect({
        host: ssh.address,
        port: ssh.port,
        username: ssh.user,
        privateKey: ssh.privateKey,
        readyTimeout: timeoutMs,
        ...(ssh.hostKey === undefined
          ? {}
          : { algorithms: { serverHostKey: hostKeyAlgorithms(ssh.hostKey) } }),
        hostVerifier: (key: Buffer) => {
          presented = printable(key);
          return ssh.hostKey === undefined || presented === bareKey(ssh.hostKey);
        },
      });
    });
  } catch (error) {
    throw explain(ssh, error as Error & { level?: string }, presented);
  } finally {
    client.end();
  }
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

/** The server has keys of several types: ask for the one that is known. */
function hostKeyAlgorithms(hostKey: string): ("ssh-ed25519" | "rsa-sha2-512" | "ecdsa-sha2-nistp256")[] {
  const type = hostKey.trim().split(/\s+/)[0] ?? "";
  return [type === "ssh-rsa" ? "rsa-sha2-512" : (type as "ssh-ed25519")];
}

/** The public key line of a key in SSH wire format (RFC 4253, section 6.6): it begins with the length of its type. */
function printable(key: Buffer): string {
  return `${key.toString("utf8", 4, 4 + key.readUInt32BE(0))} ${key.toString("base64")}`;
}

function explain(ssh: SshTarget, error: Error & { level?: string }, presented?: string): ProvisioningError {
  const where = `host ${ssh.name} (${ssh.user}@${ssh.address}:${ssh.port})`;
  const known = ssh.hostKey === undefined ? undefined : bareKey(ssh.hostKey);
  if (
    known !== undefined &&
    ((presented !== undefined && presented !== known) || /host key/i.test(error.message))
  ) {
    return new ProvisioningError(
      "SSH_HOST_KEY_MISMATCH",
      `${where} presented the host key "${presented ?? "of another type"}", but ssh.hostKey says "${known}". ` +
        "If the server was reinstalled, put its new key into the fleet; if not, somebody may be in between.",
    );
  }
  if (error.level === "client-authentication") {
    return new ProvisioningError(
      "SSH_AUTHENTICATION_FAILED",
      `${where} refused the private key. Put its public key into ~${ssh.user}/.ssh/authorized_keys on the server, or ` +
        "correct ssh.user or ssh.privateKeyFile in the fleet.",
    );
  }
  return new ProvisioningError(
    "SSH_UNREACHABLE",
    `${where} cannot be reached over SSH: ${error.message || error.name}. Is the server up, is sshd running, and are ` +
      "address and ssh.port right?",
  );
}
