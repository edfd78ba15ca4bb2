import { execa } from "execa";
import { ssh, sshArguments } from "../../../lab/ssh.ts";
import { hostNamed } from "../../../lab/hosts.ts";
import { footprintScript } from "../../../lab/pristine.ts";

/** The address of a host of the lab, such as 10.77.1.2; every lab has its own. */
export function addressOf(name: string): string {
  return hostNamed(name).address;
}

/** Runs a command as root on a host of the lab and returns what it printed. */
export async function onHost(name: string, command: string): Promise<string> {
  const { stdout } = await ssh(hostNamed(name), [
    "sudo",
    "sh",
    "-c",
    `'${command.replaceAll("'", `'\\''`)}'`,
  ]);
  return String(stdout);
}

/** Runs a shell script on a host of the lab, logged in as root: without sudo. */
export async function asRoot(name: string, script: string): Promise<string> {
  const { stdout } = await execa("ssh", [...sshArguments(hostNamed(name), "root"), "sh -eu"], {
    input: script,
  });
  return stdout;
}

/** Everything on a host that provisioning may touch; images are left out, as they stay. */
export async function footprint(name: string): Promise<string> {
  return await onHost(name, footprintScript);
}

/** The footprints of all hosts, by name. */
export async function footprints(names: string[]): Promise<Record<string, string>> {
  const entries = await Promise.all(names.map(async (name) => [name, await footprint(name)] as const));
  return Object.fromEntries(entries);
}
