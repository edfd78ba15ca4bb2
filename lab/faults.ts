import { docker } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { containerName } from "./topology.ts";

/** What can go wrong with a server, done to a host of the lab from outside. Each lasts until it is undone. */
export const faults = {
  /** Freezes every process: connections are accepted by the kernel and then hang. */
  pause: (engine: DockerEngine, host: string) => docker(engine, ["pause", containerName(host)]),
  unpause: (engine: DockerEngine, host: string) => docker(engine, ["unpause", containerName(host)]),

  /** Cuts the power: every process is gone at once; the disk stays. */
  crash: (engine: DockerEngine, host: string) => docker(engine, ["kill", containerName(host)]),
  /** Switches the power on again; returns before the services are up. */
  boot: (engine: DockerEngine, host: string) => docker(engine, ["start", containerName(host)]),

  /** Stops dockerd in its tracks: it accepts connections and never answers; its containers live on. */
  "docker-freeze": (engine: DockerEngine, host: string) =>
    inside(engine, host, ["pkill", "-STOP", "-x", "dockerd"]),
  "docker-thaw": (engine: DockerEngine, host: string) =>
    inside(engine, host, ["pkill", "-CONT", "-x", "dockerd"]),

  /** Fills the disk on which dockerd makes containers and puts down what it pulls. */
  "disk-full": (engine: DockerEngine, host: string) => inside(engine, host, ["sh", "-c", fillScript]),
  "disk-free": (engine: DockerEngine, host: string) => inside(engine, host, ["sh", "-c", freeScript]),

  /** Pulls the network cable; the address and the connections stay. */
  "link-down": (engine: DockerEngine, host: string) =>
    inside(engine, host, ["ip", "link", "set", "eth0", "down"]),
  "link-up": (engine: DockerEngine, host: string) =>
    inside(engine, host, ["ip", "link", "set", "eth0", "up"]),

  /** A firewall that swallows what comes in for a TCP port, whether the host or one of its containers serves it. */
  drop: (engine: DockerEngine, host: string, port: number) => block(engine, host, port, ["DROP"]),
  /** A firewall that resets connections to a TCP port. */
  reject: (engine: DockerEngine, host: string, port: number) =>
    block(engine, host, port, ["REJECT", "--reject-with", "tcp-reset"]),
  /** Takes away what {@link faults.drop} and {@link faults.reject} did. */
  heal: (engine: DockerEngine, host: string) =>
    inside(engine, host, ["sh", "-c", "iptables -w -F LAB-FAULT 2>/dev/null || true"]),
};

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** Whether a fault is about one TCP port. */
export function takesPort(name: FaultName): boolean {
  return name === "drop" || name === "reject";
}

/** The rules that make a chain for faults, first in line for the host itself and for its containers, and add a rule to it. */
export function blockScript(port: number, target: string[]): string {
  return [
    "iptables -w -N LAB-FAULT 2>/dev/null",
    ...["INPUT", "FORWARD"].flatMap((chain) => [
      `iptables -w -D ${chain} -i eth0 -j LAB-FAULT 2>/dev/null`,
      `iptables -w -I ${chain} -i eth0 -j LAB-FAULT`,
    ]),
    // The port that was dialled: Docker has rewritten that of a published port by now.
    `iptables -w -A LAB-FAULT -p tcp -m conntrack --ctdir ORIGINAL --ctorigdstport ${port} -j ${target.join(" ")}`,
  ].join("\n");
}

// A file system of its own that is full: the real one is the machine's, which has to go on.
const fullDirectories = ["/var/lib/docker/containers", "/var/lib/docker/tmp"];
const fillScript = fullDirectories
  .map((directory) => `mount -t tmpfs -o size=4k,nr_inodes=1 lab-disk-full ${directory}`)
  .join(" && ");
const freeScript = fullDirectories
  .map((directory) => `while mountpoint -q ${directory}; do umount ${directory}; done`)
  .join("; ");

function block(engine: DockerEngine, host: string, port: number, target: string[]): Promise<string> {
  return inside(engine, host, ["sh", "-c", blockScript(port, target)]);
}

function inside(engine: DockerEngine, host: string, command: string[]): Promise<string> {
  return docker(engine, ["exec", containerName(host), ...command]);
}
