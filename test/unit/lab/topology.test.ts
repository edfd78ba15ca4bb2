import { describe, expect, it } from "vitest";
import { hostSpecs, hostsTable, network, registrySpec, resolverSpec } from "../../../lab/topology.ts";

describe("the lab's topology", () => {
  const addresses = [...hostSpecs, registrySpec, resolverSpec].map(({ address }) => address);

  it("gives every member its own address in the network, and none the gateway's", () => {
    expect(new Set([...addresses, network.gateway]).size).toBe(addresses.length + 1);
    for (const address of addresses) expect(address).toMatch(/^10\.77\.1\.\d+$/);
  });

  it("names the bridge as Linux allows", () => {
    expect(network.bridge.length).toBeLessThanOrEqual(15);
  });

  it("tells the DNS server the short and the dotted name of each", () => {
    expect(hostsTable()).toContain("10.77.1.2 host-b host-b.lab.test\n");
    expect(hostsTable()).toContain("10.77.1.10 registry registry.lab.test\n");
    expect(hostsTable().trim().split("\n")).toHaveLength(addresses.length);
  });
});
