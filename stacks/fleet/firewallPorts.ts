import type { FirewallPort } from "../../components/hostFirewall/rules.ts";
import type { Fleet, FleetHost } from "./schema.ts";

/**
 * The ports of a host that only the fleet is to reach, and what of the fleet reaches them: the launcher and Dagster's services, which
 * run on the control plane, and for the database the runs on every host. Nothing when its firewall is to be left alone.
 */
export function firewallPorts(fleet: Fleet, host: FleetHost): FirewallPort[] {
  if (host.firewall === false) return [];
  const allowed = host.firewall === true ? [] : host.firewall.allow;
  const { controlPlane, hosts, locations } = fleet;
  const home = hosts.filter(({ name }) => name === controlPlane.host).map(({ address }) => address);
  const ports: FirewallPort[] = locations.flatMap(({ hosts: on, process, port }) =>
    (process?.host ?? on?.[0]) === host.name ? [{ port, from: [...home, ...allowed] }] : [],
  );
  if (host.access === "tls") {
    ports.push({ port: host.dockerPort, from: [...home, ...allowed], fromPulumi: true });
  }
  if (host.name === controlPlane.host && "internal" in controlPlane.postgres) {
    const everyone = hosts.filter(({ gone }) => !gone).map(({ address }) => address);
    ports.push({ port: controlPlane.postgres.internal.port, from: [...everyone, ...allowed] });
  }
  return ports;
}
