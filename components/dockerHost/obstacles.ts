import { ProvisioningError } from "../errors.ts";
import type { DockerdFacts } from "./facts.ts";

/** How far a server's clock may be from this machine's, in milliseconds: behind, certificates made now are not valid there yet. */
const limits = { behind: 5_000, ahead: 3_600_000 };

/**
 * What would keep a TLS listener from working, found out before anything is changed.
 *
 * @param listen The wanted listener.
 * @throws ProvisioningError CLOCK_WRONG or DOCKER_PORT_TAKEN, with the host's name.
 */
export function checkObstacles(
  host: string,
  facts: DockerdFacts,
  listen: { address: string; port: number },
): void {
  const ahead = facts.clockAhead;
  if (-ahead > limits.behind || ahead > limits.ahead) {
    throw new ProvisioningError(
      "CLOCK_WRONG",
      `host ${host}: its clock is ${duration(Math.abs(ahead))} ${ahead < 0 ? "behind" : "ahead of"} this machine's, so ` +
        `certificates made now would be ${ahead < 0 ? "not valid there yet" : "taken for older than they are"}. Set the wrong one ` +
        "of the two clocks: timedatectl set-ntp true.",
    );
  }
  const owner = foreignListener(facts.listeners, listen.address);
  if (owner !== undefined) {
    throw new ProvisioningError(
      "DOCKER_PORT_TAKEN",
      `host ${host}: port ${listen.port} of ${listen.address} is taken by ${owner}. Stop it, or set hosts[].dockerPort of ${host} to a free port.`,
    );
  }
}

/**
 * The program, other than dockerd, that listens on an address.
 *
 * @param listeners As `ss -Hltnp` prints them, as root.
 */
export function foreignListener(listeners: string, address: string): string | undefined {
  const everywhere = ["0.0.0.0", "*", "[::]", "::"];
  const isIp = /^[\d.]+$|:/.test(address);
  for (const line of listeners.split("\n").filter((text) => text.trim() !== "")) {
    const local = line.trim().split(/\s+/)[3] ?? "";
    const at = local.slice(0, local.lastIndexOf(":")).replace(/%.*/, "");
    const [, program, pid] = /\("([^"]+)",pid=(\d+)/.exec(line) ?? [];
    // A host name may stand for any of the server's addresses.
    const same = !isIp || everywhere.includes(at) || at === address || at === `[${address}]`;
    if (same && program !== "dockerd") return program ? `${program} (pid ${pid ?? "?"})` : "another program";
  }
  return undefined;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
