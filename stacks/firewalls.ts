import type * as pulumi from "@pulumi/pulumi";
import { HostFirewall, type SshConnection } from "../components/index.ts";
import type { Observer } from "../components/dockerHost/observe.ts";
import type { SshTarget } from "../components/ssh/run.ts";
import { firewallPorts } from "./fleet/firewallPorts.ts";
import type { Fleet } from "./fleet/schema.ts";

/** Declares the firewalls that the fleet asks for, by the host's name. */
export function declareFirewalls(
  fleet: Fleet,
  ssh: Map<string, SshConnection>,
  observer?: Observer,
  opts: pulumi.ComponentResourceOptions = {},
): Map<string, HostFirewall> {
  const declared = new Map<string, HostFirewall>();
  for (const host of fleet.hosts) {
    const connection = ssh.get(host.name);
    const ports = firewallPorts(fleet, host);
    if (!connection || ports.length === 0) continue;
    const args = {
      ssh: connection,
      ports,
      ...(observer ? { read: (target: SshTarget) => observer.readFirewall(target) } : {}),
    };
    declared.set(host.name, new HostFirewall(host.name, args, opts));
  }
  return declared;
}
