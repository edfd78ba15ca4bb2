import { Client } from "ssh2";
import type { ServerHostKeyAlgorithm } from "ssh2";
import type { DockerAddress, HostConfig } from "../../config/index.ts";
import { readIdentity } from "./identity.ts";
import { hostKeyAlgorithms, isKnownKey, knownKeys } from "./knownHosts.ts";

/** Where an SSH server is, and whom to log in as. */
export type SshAddress = Extract<DockerAddress, { kind: "ssh" }>;

/**
 * Opens an SSH connection to a host whose key is in the known hosts.
 *
 * @param closed Is called when the connection ends, also before it was open.
 */
export async function openSsh(
  { host, port, user }: SshAddress,
  ssh: HostConfig["ssh"],
  { timeoutMs, closed }: { timeoutMs: number; closed: () => void },
): Promise<Client> {
  const { knownHosts, ...identity } = await readIdentity(ssh, user);
  const keys = knownKeys(knownHosts, host, port);
  if (keys.accepted.length === 0) throw new Error(unknownHost(host, ssh?.known_hosts_file));
  const client = new Client();
  const opened = new Promise<Client>((resolve, reject) => {
    client
      .once("ready", () => {
        // Requests are small: each would wait for the other side's delayed acknowledgement, 40 ms.
        client.setNoDelay(true);
        resolve(client);
      })
      .on("error", reject)
      .once("close", () => {
        closed();
        reject(new Error("the SSH connection was closed"));
      });
  });
  client.connect({
    ...identity,
    host,
    port,
    readyTimeout: timeoutMs,
    keepaliveInterval: timeoutMs,
    keepaliveCountMax: 2,
    algorithms: { serverHostKey: hostKeyAlgorithms(keys) as ServerHostKeyAlgorithm[] },
    hostVerifier: (blob: Buffer) => isKnownKey(keys, blob),
  });
  return opened;
}

function unknownHost(host: string, file: string | undefined): string {
  const where =
    file === undefined ? "the known hosts of the launcher's user" : `ssh.known_hosts_file '${file}'`;
  return `no host key of ${host} is in ${where}; add the line that 'ssh-keyscan ${host}' prints, after comparing it with the host's own`;
}
