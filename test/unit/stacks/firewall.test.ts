import { expect, test } from "vitest";
import { firewallPorts } from "../../../stacks/fleet/firewallPorts.ts";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import { sampleFleet } from "./sampleFleet.ts";

type Firewall = boolean | { allow: string[] };

function portsOf(
  name: string,
  firewall: Firewall,
  change: (fleet: ReturnType<typeof sampleFleet>) => void = () => undefined,
) {
  const fleet = sampleFleet();
  for (const host of fleet.hosts) host.firewall = firewall;
  change(fleet);
  const loaded = loadFleet(fleet);
  const host = loaded.hosts.find((each) => each.name === name);
  return host ? firewallPorts(loaded, host) : [];
}

test("firewalls are left alone unless the fleet asks", () => {
  expect(portsOf("host-b", false)).toEqual([]);
});

test("the control plane reaches gRPC servers and Docker ports; every host reaches the database", () => {
  expect(portsOf("host-b", { allow: ["10.0.9.0/24"] })).toEqual([
    { port: 4000, from: ["10.0.1.1", "10.0.9.0/24"] },
    { port: 2376, from: ["10.0.1.1", "10.0.9.0/24"], fromPulumi: true },
  ]);
  // Its gRPC server and nothing else: `ssh` opens no port.
  expect(portsOf("host-c", true)).toEqual([{ port: 4000, from: ["10.0.1.1"] }]);
  expect(portsOf("host-d", true)).toEqual([{ port: 4000, from: ["10.0.1.1"] }]);
  const hosts = ["10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.4"];
  expect(portsOf("host-a", true)).toEqual([{ port: 5432, from: hosts }]);
});

test("a host that is gone is let in nowhere, and an external database is not ours to guard", () => {
  const gone = portsOf("host-a", true, (fleet) => Object.assign(fleet.hosts[3] ?? {}, { gone: true }));
  expect(gone).toEqual([{ port: 5432, from: ["10.0.1.1", "10.0.1.2", "10.0.1.3"] }]);
  const external = { host: "10.0.2.1", user: "dagster", database: "dagster", password: "x" };
  expect(portsOf("host-a", true, (fleet) => (fleet.controlPlane.postgres = { external }))).toEqual([]);
});

test("names instead of addresses, other texts, and sshd's port are refused with their path", () => {
  expect(() =>
    portsOf("host-b", true, (fleet) =>
      Object.assign(fleet.hosts[0] ?? {}, { address: "host-a.example.org" }),
    ),
  ).toThrow(/hosts\[1\]\.firewall: needs IP addresses, and 'host-a\.example\.org' is the address of a host/);
  expect(() => portsOf("host-b", { allow: ["10.0.9.0/33"] })).toThrow(
    /hosts\[0\]\.firewall.*allow\[0\].*must be an IP address or a subnet/s,
  );
  expect(() =>
    portsOf("host-b", true, (fleet) => Object.assign(fleet.hosts[1] ?? {}, { dockerPort: 22 })),
  ).toThrow(/hosts\[1\]\.firewall: would keep others from port 22, which is sshd's on 'host-b'/);
});
