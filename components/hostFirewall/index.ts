import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh/connection.ts";
import { whenReachable } from "../ssh/preview.ts";
import type { SshTarget } from "../ssh/run.ts";
import { hostScript } from "../ssh/script.ts";
import { checkFirewall, firewallRevision, readFirewall, type FirewallFacts } from "./facts.ts";
import { nftRules, openings, type FirewallPort } from "./rules.ts";

export type { FirewallPort } from "./rules.ts";
export type { FirewallFacts } from "./facts.ts";

export interface HostFirewallArgs {
  /**
   * How the server is reached over SSH. Its address, which must be an IP address, is the one that is guarded.
   *
   * @example { name: "host-b", address: "10.0.1.2", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * The ports, and who may reach them. No other port is touched; sshd's must not be among them.
   *
   * @example [{ port: 2376, from: ["10.0.1.1", "10.0.9.7"], fromPulumi: true }]
   */
  ports: FirewallPort[];
  /**
   * How the server is looked at; tests bring their own.
   *
   * @default over SSH
   * @example () => Promise.resolve({ caller: "10.0.9.7", nft: true, interface: "eth0", revision: "", changed: [] })
   */
  read?: (ssh: SshTarget) => Promise<FirewallFacts>;
}

/**
 * Ports of a server that only the named addresses reach, whether dockerd, a container or a service listens there.
 *
 * An nftables table of its own refuses everybody else, before Docker's rules and beside those of ufw or firewalld; where one of these is
 * active, the ports are opened in it for the named addresses. It survives a reboot; destroy takes all of it away and
 * nothing else. What is changed by hand shows in the next preview, and the next `up` puts it right.
 */
export class HostFirewall extends pulumi.ComponentResource {
  /** Known once the rules are in force. */
  readonly ready: pulumi.Output<string>;

  constructor(name: string, args: HostFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:HostFirewall", name, {}, opts);
    const { ssh, ports } = args;
    if (ports.some(({ port }) => port === ssh.port))
      throw new RangeError(`${name}: port ${ssh.port} is sshd's`);
    const script = (file: string): string => join(import.meta.dirname, file);
    const revision = pulumi.unsecret(
      pulumi.output(ssh.privateKey).apply((privateKey) => look(args, privateKey)),
    );
    const rules = Buffer.from(nftRules(ssh.address, ports)).toString("base64");
    this.ready = hostScript(
      `${ssh.name}-firewall`,
      {
        ssh,
        create: script("apply.sh"),
        delete: script("remove.sh"),
        library: script("library.sh"),
        variables: { host: ssh.name, address: ssh.address, revision },
        input: [`rules ${rules}\n`, ...openings(ports).map((opening) => `open ${opening}\n`)].join(""),
        note: revision,
      },
      { parent: this },
    ).id;
    this.registerOutputs({});
  }
}

async function look(
  { ssh, ports, read = readFirewall }: HostFirewallArgs,
  privateKey: string,
): Promise<string> {
  if (ssh.gone) return "gone";
  return await whenReachable(async () => {
    const facts = await read({ ...ssh, privateKey });
    checkFirewall(ssh.name, facts, ports);
    return firewallRevision(facts, Date.now());
  });
}
