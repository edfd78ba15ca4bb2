import { Client } from "ssh2";
import { ProvisioningError } from "../errors.ts";
import { bareKey } from "./connection.ts";
import type { SshTarget } from "./run.ts";

/**
 * Opens a connection to a server.
 *
 * @param timeoutMs Until it is usable, in milliseconds.
 * @throws ProvisioningError SSH_UNREACHABLE, SSH_HOST_KEY_MISMATCH or SSH_AUTHENTICATION_FAILED; each names the server.
 */
export async function connect(ssh: SshTarget, timeoutMs: number): Promise<Client> {
  const client = new Client();
  let presented: string | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
      client.on("close", () => clearTimeout(timer)).on("error", reject);
      client.on("ready", () => {
        clearTimeout(timer);
        resolve();
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
    return client;
  } catch (error) {
    client.end();
    throw explain(ssh, error as Error & { level?: string }, presented);
  }
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

/** What a failed connection means, with its code and the server's name. */
export function explain(
  ssh: SshTarget,
  error: Error & { level?: string },
  presented?: string,
): ProvisioningError {
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
