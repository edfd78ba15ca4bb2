import { BlockList, isIP } from "node:net";

/** A TCP port of a server, and who may reach it. */
export interface FirewallPort {
  /**
   * The port as others dial it.
   *
   * @example 2376
   */
  port: number;
  /**
   * IP addresses and subnets that are let in.
   *
   * @example ["10.0.1.1", "10.0.9.0/24"]
   */
  from: string[];
  /**
   * Whether the machine that runs Pulumi must be among them: for dockerd's own port.
   *
   * @default false
   * @example true
   */
  fromPulumi?: boolean;
}

/** The name of our table: nothing in any other is read or changed. */
export const table = "inet dagster_multihost";

/**
 * A file for `nft -f` that puts our table in place of the one that is there, in one transaction.
 *
 * It hooks in before Docker rewrites the destination of published ports, so it sees every port as it was dialled, whether dockerd, a
 * container or a service of the server listens there. Connections from the server itself and from its containers pass, and so
 * does everything that is not for one of the ports at this address.
 */
export function nftRules(address: string, ports: FirewallPort[]): string {
  const lines = sorted(ports).map((port) => `    ${closes(address, port)}\n`);
  return (
    `# Written by dagster-multihost.\ntable ${table}\ndelete table ${table}\ntable ${table} {\n  chain incoming {\n` +
    "    type filter hook prerouting priority -150; policy accept;\n" +
    ["lo", "docker*", "br-*"].map((name) => `    iifname "${name}" accept\n`).join("") +
    `${lines.join("")}  }\n}\n`
  );
}

/** The rules that a firewall which refuses by default needs: lines `PORT SOURCE`. */
export function openings(ports: FirewallPort[]): string[] {
  return sorted(ports).flatMap(({ port, from }) => from.map((source) => `${port} ${source}`));
}

/** Whether an address is one of those that are listed, or in one of the subnets. */
export function isAmong(address: string, sources: string[]): boolean {
  const list = new BlockList();
  for (const source of sources) {
    const [network = "", bits] = source.split("/");
    const family = isIP(network) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
  return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
}

/** Whether a text is an IP address or a subnet in CIDR notation. */
export function isSource(text: string): boolean {
  const [network = "", bits, ...more] = text.split("/");
  const family = isIP(network);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

function closes(address: string, { port, from }: FirewallPort): string {
  const family = isIP(address) === 6 ? "ip6" : "ip";
  const sources = from.filter((source) => (isIP(source.split("/")[0] ?? "") === 6) === (family === "ip6"));
  const others = sources.length === 0 ? "" : ` ${family} saddr != { ${sources.join(", ")} }`;
  // Answers to what the server itself asks of others run in the other direction, and stay.
  return `${family} daddr ${address} ct direction original tcp dport ${port}${others} drop`;
}

/** Once for each port and source, in an order that does not depend on the fleet's. Subnets that overlap would be refused. */
function sorted(ports: FirewallPort[]): FirewallPort[] {
  const numbers = [...new Set(ports.map(({ port }) => port))].toSorted((one, other) => one - other);
  return numbers.map((port) => {
    const from = [
      ...new Set(
        ports.flatMap((each) =>
          (each.port === port ? each.from : []).map((source) => source.replace(/\/32$/, "")),
        ),
      ),
    ];
    const subnets = from.filter((source) => source.includes("/"));
    const single = from.filter((source) => !source.includes("/") && !isAmong(source, subnets));
    return { port, from: [...subnets, ...single].toSorted() };
  });
}
