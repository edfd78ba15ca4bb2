import { createHash } from "node:crypto";
import { Client } from "ssh2";
import type { ServerHostKeyAlgorithm } from "ssh2";
import type { DockerAddress, HostConfig } from "../../../config/index.ts";
import { LauncherError } from "../../../error.ts";
import { readIdentity } from "../../../docker/ssh/identity.ts";
import { hostKeyAlgorithms, isKnownKey, knownKeys } from "../../../docker/ssh/knownHosts.ts";

/** What became of an attempt to log in. */
export type SshAttempt = {
  /** Fingerprint of the key that the server showed, as `ssh-keygen -l` prints it; undefined when there was none. */
  shown?: string;
  /** `unlisted`: the known hosts have no key of this host; `other`: they have another one. */
  known?: "listed" | "unlisted" | "other";
  /** Why nobody was let in; undefined when somebody was. */
  error?: string;
};

/**
 * Logs in and out again, and never gets beyond the key exchange with a host whose key is not known.
 *
 * @throws LauncherError `SSH_FILE_UNREADABLE`.
 */
export async function trySsh(
  { host, port, user }: Extract<DockerAddress, { kind: "ssh" }>,
  ssh: HostConfig["ssh"],
  timeoutMs: number,
): Promise<SshAttempt> {
  const { knownHosts, ...identity } = await readIdentity(ssh, user).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LauncherError(
      "SSH_FILE_UNREADABLE",
      `The launcher ${reason}. Make it readable where doctor runs.`,
    );
  });
  const keys = knownKeys(knownHosts, host, port);
  const attempt: SshAttempt = {};
  const client = new Client();
  const algorithms = { serverHostKey: hostKeyAlgorithms(keys) as ServerHostKeyAlgorithm[] };
  return new Promise((resolve) => {
    const end = (error?: string): void => {
      resolve(error === undefined ? attempt : { ...attempt, error });
      client.destroy();
    };
    client
      .once("ready", () => end())
      .on("error", (error) => end(error.message))
      .once("close", () => end("the connection was closed"));
    client.connect({
      ...{ ...identity, host, port, readyTimeout: timeoutMs },
      // Of a host that nobody knows, the key that it prefers is shown.
      ...(keys.accepted.length === 0 ? {} : { algorithms }),
      hostVerifier: (blob: Buffer) => {
        attempt.shown = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
        const listed = isKnownKey(keys, blob);
        attempt.known = listed ? "listed" : keys.accepted.length === 0 ? "unlisted" : "other";
        return listed;
      },
    });
  });
}
