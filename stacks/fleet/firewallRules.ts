import { isIP } from "node:net";
import type { Problem } from "../../launcher/config/index.ts";
import { firewallPorts } from "./firewallPorts.ts";
import type { Fleet } from "./schema.ts";

/** What is wrong with the firewalls of a fleet: they know addresses, no names, and must not get in the way of SSH. */
export function firewallProblems(fleet: Fleet): Problem[] {
  return fleet.hosts.flatMap((host, index) => {
    const path = `hosts[${index}].firewall`;
    const ports = firewallPorts(fleet, host);
    const names = [host.address, ...ports.flatMap(({ from }) => from)].filter(
      (each) => isIP(each.split("/")[0] ?? "") === 0,
    );
    const problems = [...new Set(ports.length === 0 ? [] : names)].map((name) => ({
      path,
      message: `needs IP addresses, and '${name}' is the address of a host. Give that host its IP address, or remove firewall.`,
    }));
    if (ports.some(({ port }) => port === host.ssh.port)) {
      problems.push({
        path,
        message: `would keep others from port ${host.ssh.port}, which is sshd's on '${host.name}'. Choose another port.`,
      });
    }
    return problems;
  });
}
