import { BlockList, isIP } from "node:net";
import type { Fleet, FleetHost } from "../fleet/schema.ts";
import { firewallPorts } from "../fleet/firewallPorts.ts";
import type { ServerFacts } from "./server.ts";

/** Below that much room an image may no longer fit: a share of the disk, and KiB. */
const little = { percent: 10, kib: 2 * 1024 ** 2 };

/** Docker Engine of Debian 11 and 12; older ones are not tried. */
const oldestDocker = { major: 20, minor: 10 };

/**
 * What is not wrong with a server yet, or is so by intention, each with its mend.
 *
 * @param renewsAfter From when on an `up` renews the host's certificate, as the last `up` knew it, RFC 3339. Default: it has none.
 * @param now         Milliseconds since the epoch.
 */
export function warnings(
  fleet: Fleet,
  host: FleetHost,
  facts: ServerFacts,
  renewsAfter: string | undefined,
  now: number,
): string[] {
  return [
    ...diskWarnings(host, facts),
    ...dockerWarnings(host, facts),
    ...certificateWarnings(host, renewsAfter, now),
    ...exposureWarnings(fleet, host),
  ];
}

function diskWarnings({ name }: FleetHost, { disk }: ServerFacts): string[] {
  if (!disk || (100 - disk.usedPercent >= little.percent && disk.freeKib >= little.kib)) return [];
  const free = (disk.freeKib / 1024 ** 2).toFixed(1);
  return [
    `host ${name}: the disk with ${disk.path} is ${disk.usedPercent} % full, ${free} GiB are left. Images and logs may soon not fit: ` +
      "`docker image prune --all` there removes images that nothing uses.",
  ];
}

function dockerWarnings({ name }: FleetHost, { docker }: ServerFacts): string[] {
  // No semantic version: 19.03.15 has a leading zero.
  const [, major, minor] = (/^(\d+)\.(\d+)/.exec(docker ?? "") ?? []).map(Number);
  if (major === undefined || minor === undefined) return [];
  if (major > oldestDocker.major || (major === oldestDocker.major && minor >= oldestDocker.minor)) return [];
  return [
    `host ${name}: Docker Engine ${docker ?? ""} is older than ${oldestDocker.major}.${oldestDocker.minor}, the oldest that is tested. Update it from the ` +
      "distribution's or from Docker's packages; running containers go on where live-restore is on.",
  ];
}

function certificateWarnings({ name }: FleetHost, renewsAfter: string | undefined, now: number): string[] {
  if (renewsAfter === undefined || Date.parse(renewsAfter) > now) return [];
  return [
    `host ${name}: its certificate is due for renewal since ${renewsAfter.slice(0, 10)}. up makes a new one and restarts dockerd; ` +
      "containers and runs go on.",
  ];
}

function exposureWarnings(fleet: Fleet, host: FleetHost): string[] {
  if (host.firewall !== false || isPrivate(host.address)) return [];
  const ports = firewallPorts(fleet, { ...host, firewall: true }).map(({ port }) => port);
  if (ports.length === 0) return [];
  return [
    `host ${host.name}: ${host.address} is a public address, and port ${ports.toSorted((one, other) => one - other).join(", ")} ` +
      `there can be reached by everybody unless a firewall stands in between. hosts[].firewall of ${host.name} lets in the fleet alone.`,
  ];
}

/** Whether an address is of a network that is not routed on the internet. A name may be either. */
function isPrivate(address: string): boolean {
  const list = new BlockList();
  for (const network of [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "127.0.0.0/8",
  ]) {
    const [base = "", bits] = network.split("/");
    list.addSubnet(base, Number(bits), "ipv4");
  }
  list.addSubnet("fc00::", 7, "ipv6");
  list.addSubnet("fe80::", 10, "ipv6");
  list.addAddress("::1", "ipv6");
  return isIP(address) === 0 || list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}
