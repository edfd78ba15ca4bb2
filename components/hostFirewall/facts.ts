import { join } from "node:path";
import { ProvisioningError } from "../errors.ts";
import { runOverSsh, type SshTarget } from "../ssh/run.ts";
import { rootShell, shellProgram } from "../ssh/script.ts";
import { isAmong, type FirewallPort } from "./rules.ts";

/** What a server's firewall is like, as far as it is ours. */
export interface FirewallFacts {
  /** This machine's address as the server sees it. */
  caller: string;
  /** Whether nftables is there. */
  nft: boolean;
  /** The interface with the server's address; empty when none has it. */
  interface: string;
  /** The name of what is in force; empty when nothing is. */
  revision: string;
  /** The parts that somebody has changed since: `nftables`, `systemd`, `ufw` or `firewalld`. */
  changed: string[];
}

/** Looks at a server's firewall; nothing is changed. */
export async function readFirewall(ssh: SshTarget): Promise<FirewallFacts> {
  const [create, library] = ["read.sh", "library.sh"].map((name) => join(import.meta.dirname, name));
  const stdin = shellProgram({
    create: create ?? "",
    library: library ?? "",
    variables: { address: ssh.address },
    input: "",
  });
  const command = `echo "caller \${SSH_CLIENT%% *}"; ${rootShell(ssh.user, "create")}`;
  const { stdout, stderr, code } = await runOverSsh(ssh, command, { stdin });
  if (code === 0) return parseFirewall(stdout);
  throw new ProvisioningError(
    "FIREWALL_UNREADABLE",
    `host ${ssh.name}: its firewall cannot be looked at: ${stderr.trim()}.`,
  );
}

/** What read.sh printed: lines `NAME VALUE`. */
export function parseFirewall(stdout: string): FirewallFacts {
  const all = (name: string): string[] =>
    stdout
      .split("\n")
      .flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1).trim()] : []));
  const [caller = ""] = all("caller");
  const [device = ""] = all("interface");
  const [revision = ""] = all("revision");
  return { caller, nft: all("nft").length > 0, interface: device, revision, changed: all("changed") };
}

/**
 * Whether the rules can be put in force, and would let in who has to come in.
 *
 * @throws ProvisioningError FIREWALL_MISSING, FIREWALL_INTERFACE or FIREWALL_EXCLUDES_PULUMI, with the host's name.
 */
export function checkFirewall(host: string, facts: FirewallFacts, ports: FirewallPort[]): void {
  if (!facts.nft) {
    throw new ProvisioningError(
      "FIREWALL_MISSING",
      `host ${host}: hosts[].firewall needs nftables, also beside ufw or firewalld, because ports that Docker publishes pass those by. ` +
        "Install it (apt-get install nftables, dnf install nftables), or leave firewall out.",
    );
  }
  if (/^(docker|br-)/.test(facts.interface)) {
    throw new ProvisioningError(
      "FIREWALL_INTERFACE",
      `host ${host}: its address is on the interface ${facts.interface}, which is named as Docker's bridges are: others could not be ` +
        "told from the server's own containers. Rename the interface, or leave firewall out.",
    );
  }
  for (const { port, from, fromPulumi } of ports) {
    if (fromPulumi !== true || isAmong(facts.caller, from)) continue;
    throw new ProvisioningError(
      "FIREWALL_EXCLUDES_PULUMI",
      `host ${host}: this machine, which reaches it as ${facts.caller}, must reach its Docker port ${port}, and its firewall would not let ` +
        "it. Name that address in hosts[].firewall.allow, or use access: ssh.",
    );
  }
}

/** As the revision of dockerd's configuration: the same as long as nobody has touched what is in force. */
export function firewallRevision(facts: FirewallFacts, now: number): string {
  if (facts.revision !== "" && facts.changed.length === 0) return facts.revision;
  const time = new Date(now).toISOString().replace(/\.\d+/, "");
  return facts.changed.length === 0 ? time : `${time} the firewall was changed: ${facts.changed.join(", ")}`;
}
