import { execa } from "execa";
import { ssh, sshArguments } from "../../../lab/ssh.ts";
import { hostNamed } from "../../../lab/hosts.ts";

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
  const docker =
    "docker ps --all --format '{{.Names}}'; docker network ls --format '{{.Name}}'; docker volume ls --quiet; docker info --format 'live-restore={{.LiveRestoreEnabled}}'";
  const files =
    "find /etc/docker /etc/systemd/system /etc/dagster-multihost /var/lib/dagster-multihost /home/deploy/.ssh /root/.ssh -type f -exec sha256sum {} + 2>/dev/null | sort -k 2";
  const directories =
    "find /etc/docker /etc/systemd/system /etc/dagster-multihost /var/lib/dagster-multihost /root/.ssh -type d 2>/dev/null | sort";
  const units =
    "systemctl show -p ExecStart --value docker.service | sed 's/ ;.*//'; systemctl list-unit-files 'dagster*' --no-legend";
  return await onHost(
    name,
    `if command -v docker >/dev/null; then ${docker}; fi; ${files}; ${directories}; ${units}; true`,
  );
}

/** The footprints of all hosts, by name. */
export async function footprints(names: string[]): Promise<Record<string, string>> {
  const entries = await Promise.all(names.map(async (name) => [name, await footprint(name)] as const));
  return Object.fromEntries(entries);
}
