import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import type { SshTarget } from "../../components/ssh/run.ts";
import type { FleetHost } from "./schema.ts";

/**
 * How a host is reached over SSH, with the text of its private key.
 *
 * @throws Error when the file of the private key cannot be read.
 */
export function sshTarget(host: FleetHost): SshTarget {
  const { user, port, hostKey } = host.ssh;
  return {
    name: host.name,
    address: host.address,
    user,
    port,
    privateKey: readFileSync(privateKeyFile(host), "utf8"),
    ...(hostKey === undefined ? {} : { hostKey }),
  };
}

/** The absolute path of a host's private key. */
export function privateKeyFile({ ssh }: FleetHost): string {
  return localFile(ssh.privateKeyFile);
}

/** The absolute path of a file on this machine. A leading `~` is the user's home; other paths start at the working directory. */
export function localFile(path: string): string {
  return resolve(path.replace(/^~(?=\/)/, homedir()));
}
