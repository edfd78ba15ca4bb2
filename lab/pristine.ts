import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../scripts/report.ts";
import { labLabel, removeMember } from "./containers.ts";
import { docker, dockerMaybe, engineAt } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { labDirectory } from "./keys.ts";
import type { Lab } from "./lab.ts";
import { containerName, hostSpecs } from "./topology.ts";
import { labUp } from "./up.ts";

/** A shell script that prints everything of a server that provisioning may touch; images are left out, as they stay. */
export const footprintScript = [
  "if command -v docker >/dev/null; then docker ps --all --format '{{.Names}}'; docker network ls --format '{{.Name}}'; docker volume ls --quiet; docker info --format 'live-restore={{.LiveRestoreEnabled}}'; fi",
  "find /etc/docker /etc/systemd/system /etc/dagster-multihost /var/lib/dagster-multihost /home/deploy/.ssh /root/.ssh -type f -exec sha256sum {} + 2>/dev/null | sort -k 2",
  "find /etc/docker /etc/systemd/system /etc/dagster-multihost /var/lib/dagster-multihost /root/.ssh -type d 2>/dev/null | sort",
  "systemctl show -p ExecStart --value docker.service | sed 's/ ;.*//'",
  "systemctl list-unit-files 'dagster*' --no-legend",
  "true",
].join("; ");

// What else a test may leave on a server: a fault, a stand-in for a program, another package, a right that it took away.
const leftoverScript = [
  "iptables -w -S LAB-FAULT 2>/dev/null | grep -- '-A '",
  "cat /sys/class/net/eth0/operstate",
  "ls -d /usr/local/bin/* /usr/local/sbin/* /etc/sudoers.d/* /etc/apt/apt.conf.d/* /run/systemd/system",
  "getent group docker sudo",
  "ls /usr/bin/dockerd /usr/sbin/dockerd /usr/sbin/nft /usr/sbin/ufw 2>/dev/null",
  "mount | grep lab-disk-full",
  "systemctl is-active docker.service",
  "true",
].join("; ");

/** A server as it was when it was new: its container, and what the scripts above print. */
type Recorded = Record<string, { container: string; state: string }>;

/**
 * Brings the lab up with servers that are as new: one that differs from what it was at first is made again from its image. What a
 * test leaves behind, also one that failed half-way, then meets no other test.
 */
export async function pristineLab(report: Report): Promise<Lab> {
  const lab = await labUp(report);
  const engine = engineAt(lab.dockerHost, false);
  const recorded = read();
  const dirty = await Promise.all(
    hostSpecs.map(async ({ name }) => {
      const known = recorded[name];
      if (known?.container !== (await idOf(engine, name))) return false;
      return (await look(engine, name)) !== known.state;
    }),
  );
  const names = hostSpecs.map(({ name }) => name).filter((_, index) => dirty[index]);
  if (names.length > 0) {
    report(`Making ${names.join(", ")} again: something was left there`);
    await Promise.all(names.map((name) => removeMember(engine, name)));
    await labUp(report);
  }
  const entries = hostSpecs.map(async ({ name }) => {
    const container = await idOf(engine, name);
    const known = recorded[name];
    if (known?.container === container) return [name, known] as const;
    return [name, { container, state: (await look(engine, name)) ?? "" }] as const;
  });
  write(Object.fromEntries(await Promise.all(entries)));
  return lab;
}

/** Removes the containers, networks and volumes of an engine that are not the lab's; for an engine that is the lab's alone. */
export async function removeStrangers(engine: DockerEngine): Promise<void> {
  const strangers = async (list: string[]): Promise<string[]> => {
    const lines = async (...more: string[]) => (await docker(engine, [...list, ...more])).split("\n");
    const ours = new Set(await lines("--filter", `label=${labLabel}`));
    return (await lines()).filter((id) => id !== "" && !ours.has(id));
  };
  const containers = await strangers(["ps", "--all", "--quiet"]);
  if (containers.length > 0) await docker(engine, ["rm", "--force", "--volumes", ...containers]);
  const networks = await strangers(["network", "ls", "--quiet", "--filter", "type=custom"]);
  if (networks.length > 0) await dockerMaybe(engine, ["network", "rm", ...networks]);
  const volumes = await strangers(["volume", "ls", "--quiet", "--filter", "dangling=true"]);
  if (volumes.length > 0) await dockerMaybe(engine, ["volume", "rm", ...volumes]);
}

function idOf(engine: DockerEngine, name: string): Promise<string> {
  return dockerMaybe(engine, ["inspect", "--format", "{{.Id}}", containerName(name)]).then((id) => id ?? "");
}

/** Undefined when the server does not answer in time, as with a frozen dockerd. */
async function look(engine: DockerEngine, name: string): Promise<string | undefined> {
  const script = `${footprintScript}; ${leftoverScript}`;
  try {
    return await docker(engine, ["exec", containerName(name), "sh", "-c", script], { timeoutSeconds: 30 });
  } catch {
    return undefined;
  }
}

const file = (): string => join(labDirectory(), "pristine.json");

function read(): Recorded {
  return existsSync(file()) ? (JSON.parse(readFileSync(file(), "utf8")) as Recorded) : {};
}

function write(recorded: Recorded): void {
  writeFileSync(file(), JSON.stringify(recorded));
}
