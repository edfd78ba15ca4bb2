import { ProvisioningError } from "../errors.ts";
import { readObject, type DaemonOptions } from "./json.ts";

/** Flags of dockerd(8) whose key in daemon.json has another name; `--add-runtime` is left out, as dockerd merges it with `runtimes`. */
const keys: Record<string, string> = {
  "-D": "debug",
  "-G": "group",
  "-b": "bridge",
  "-g": "data-root",
  "-l": "log-level",
  "-s": "storage-driver",
  "--graph": "data-root",
  "--insecure-registry": "insecure-registries",
};
const lists = ["authorization-plugin", "default-ulimit", "dns-opt", "exec-opt", "label", "log-opt"];
const moreLists = ["node-generic-resource", "registry-mirror", "storage-opt"];
for (const name of [...lists, ...moreLists]) keys[`--${name}`] = `${name}s`;

/**
 * What a command line of dockerd sets, by the key that daemon.json has for it: the word on the command line.
 *
 * @example
 * flaggedKeys("/usr/bin/dockerd --live-restore --log-opt=max-size=1m");
 * // Map { "live-restore" => "--live-restore", "log-opts" => "--log-opt=max-size=1m" }
 */
export function flaggedKeys(command: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of command.split(/\s+/).slice(1)) {
    const name = /^--[a-z0-9-]+|^-[A-Za-z]/.exec(word)?.[0];
    if (name !== undefined) found.set(keys[name] ?? name.replace(/^-+/, ""), word);
  }
  return found;
}

/** Whether the command line turns live-restore on by itself. */
export function restoresByFlag(command: string): boolean {
  return ["--live-restore", "--live-restore=true"].includes(flaggedKeys(command).get("live-restore") ?? "");
}

/**
 * dockerd refuses to start when an option is named both on its command line and in daemon.json.
 *
 * @param wanted What is to be in daemon.json.
 * @param taken  Whether our drop-in has the unit's command line already, as it was then.
 * @throws ProvisioningError DOCKERD_FLAG_CONFLICT, with the host's name and the flag.
 */
export function checkFlags(host: string, command: string, wanted: DaemonOptions, taken: boolean): void {
  for (const [key, word] of flaggedKeys(command)) {
    if (!Object.hasOwn(wanted, key)) continue;
    throw new ProvisioningError(
      "DOCKERD_FLAG_CONFLICT",
      // Not its value: a log driver's option may hold a token.
      `host ${host}: docker.service starts dockerd with "${word.replace(/=.*$/s, "")}", and "${key}" is to be set in daemon.json; ` +
        `dockerd does not start with both. ${taken ? keepFlag : removeFlag}`,
    );
  }
}

const removeFlag =
  'Take the flag out of the unit (systemctl cat docker, systemctl edit docker), or use "access: ssh" without that option.';
const keepFlag =
  "Take the option out of docker.daemonOptions of that host: it was taken over with the unit's flags as they were then, " +
  'and they stay. To change them, give the host back first ("access: none", pulumi up).';

/**
 * With mutual TLS dockerd demands client certificates on every TCP port that it has.
 *
 * @param listeners  What the command line names, such as `fd://`.
 * @param daemonJson Text of daemon.json without us.
 * @throws ProvisioningError DOCKERD_LISTENER_CONFLICT, with the host's name and the listener.
 */
export function checkListeners(host: string, listeners: string[], daemonJson: string): void {
  const { hosts } = readObject(daemonJson) ?? {};
  const all = [...listeners, ...(Array.isArray(hosts) ? hosts.map(String) : [])];
  const open = all.find((listener) => listener.startsWith("tcp:"));
  if (open === undefined) return;
  throw new ProvisioningError(
    "DOCKERD_LISTENER_CONFLICT",
    `host ${host}: dockerd already listens on ${open}. It would demand client certificates of our CA there as well, and ` +
      "whoever uses that port would be shut out. Remove it (systemctl cat docker, /etc/docker/daemon.json), or use " +
      '"access: ssh" for this host.',
  );
}
