import { readFile } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import type { HostConfig } from "../../config/index.ts";
import { readNamed } from "../readNamed.ts";

/** What an SSH connection is opened with. */
export type Identity = { username: string; privateKey?: Buffer; agent?: string; knownHosts: string };

/**
 * Reads the files of an SSH host. Without `ssh.private_key_file` the agent of `SSH_AUTH_SOCK` and the usual key files
 * of the user serve; without `ssh.known_hosts_file` the user's own and the system's known hosts.
 *
 * @throws Error that names the field and the file which cannot be read.
 */
export async function readIdentity(ssh: HostConfig["ssh"], user: string | undefined): Promise<Identity> {
  const username = user ?? userInfo().username;
  const knownHosts = await readKnownHosts(ssh?.known_hosts_file);
  if (ssh?.private_key_file !== undefined) {
    return {
      username,
      knownHosts,
      privateKey: await readNamed("ssh.private_key_file", ssh.private_key_file),
    };
  }
  const agent = process.env["SSH_AUTH_SOCK"];
  const privateKey = await firstReadable(["id_ed25519", "id_ecdsa", "id_rsa"].map(inSshFolder));
  return {
    username,
    knownHosts,
    ...(agent === undefined ? {} : { agent }),
    ...(privateKey === undefined ? {} : { privateKey }),
  };
}

async function readKnownHosts(file: string | undefined): Promise<string> {
  if (file !== undefined) return (await readNamed("ssh.known_hosts_file", file)).toString();
  const files = [inSshFolder("known_hosts"), "/etc/ssh/ssh_known_hosts"];
  const texts = await Promise.all(files.map((path) => readFile(path, "utf8").catch(() => "")));
  return texts.join("\n");
}

async function firstReadable(files: string[]): Promise<Buffer | undefined> {
  for (const file of files) {
    const content = await readFile(file).catch(() => undefined);
    if (content !== undefined) return content;
  }
  return undefined;
}

function inSshFolder(name: string): string {
  return join(homedir(), ".ssh", name);
}
