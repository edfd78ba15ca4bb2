import { lookup } from "node:dns/promises";
import { BlockList, isIP, isIPv6 } from "node:net";
import { parseDockerUrl } from "../../../config/index.ts";
import type { HostConfig } from "../../../config/index.ts";
import type { Check } from "../check.ts";
import { failure, ok, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";
import type { NetworkAnswer } from "../hosts/engineAnswers.ts";

/** Whether the networks of the configuration exist on the host, and none of the host's swallows another host's address. */
export const networks: Check<HostContext> = {
  name: "networks",
  limitSeconds: 40,
  run: async ({ host, config, inspector }) => {
    const there = await inspector.networks();
    const others = config.docker_hosts.filter(({ host_name: name }) => name !== host.host_name);
    const addresses = (await Promise.all(others.map(addressOf))).flat();
    return [...missing(host, there), ...clashes(there, addresses)];
  },
};

/** An address that must be reached from the host. */
export type FleetAddress = { host: string; address: string };

/** @returns A finding for each network of the configuration. */
export function missing({ network, networks: more }: HostConfig, there: readonly NetworkAnswer[]): Finding[] {
  const names = there.map(({ Name: name }) => name);
  const wanted = [...(network === undefined ? [] : [network]), ...more];
  if (wanted.length === 0) return [ok("No network is configured: run containers join the default bridge.")];
  return wanted.map((name) => {
    if (names.includes(name)) return ok(`Network '${name}' exists.`);
    const similar = names.filter((known) => known.endsWith(`_${name}`)).map((known) => `'${known}'`);
    const hint = similar.length === 0 ? "" : ` Did you mean ${similar.join(", ")}?`;
    return failure(
      `Network '${name}' does not exist on the host.`,
      `Create it: docker network create ${name}, or pulumi up; or correct network in docker_hosts.${hint}`,
    );
  });
}

/** @returns A finding for each network of the host whose subnet holds the address of another host. */
export function clashes(there: readonly NetworkAnswer[], addresses: readonly FleetAddress[]): Finding[] {
  const found = there.flatMap(({ Name: name, IPAM: ipam }) =>
    (ipam?.Config ?? []).flatMap(({ Subnet: subnet }) =>
      subnet === undefined ? [] : addresses.filter(holds(subnet)).map((one) => clash(name, subnet, one)),
    ),
  );
  if (found.length > 0) return found;
  return [ok("No network of the host holds the address of another host.")];
}

function clash(name: string, subnet: string, { host, address }: FleetAddress): Finding {
  return warning(
    `Network '${name}' (${subnet}) holds the address ${address} of host '${host}': containers here cannot reach it.`,
    `Remove the network and make it anew with another --subnet; default-address-pools in /etc/docker/daemon.json keeps others away.`,
  );
}

function holds(subnet: string): (one: FleetAddress) => boolean {
  const [network = "", prefix = ""] = subnet.split("/");
  const list = new BlockList();
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  if (isIP(network) !== 0 && /^\d+$/.test(prefix)) list.addSubnet(network, Number(prefix), family);
  return ({ address }) => list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}

async function addressOf({ host_name: host, docker_url: url }: HostConfig): Promise<FleetAddress[]> {
  const parsed = parseDockerUrl(url);
  if (typeof parsed === "string" || parsed.kind === "unix") return [];
  if (isIP(parsed.host) !== 0) return [{ host, address: parsed.host }];
  const found = await lookup(parsed.host).catch(() => undefined);
  return found === undefined ? [] : [{ host, address: found.address }];
}
