import { afterEach, describe, expect, it, vi } from "vitest";
import { registryVolume } from "../../../lab/registry.ts";
import {
  containerName,
  hostSpecs,
  hostsTable,
  labVariable,
  network,
  parseIndex,
  registrySpec,
  resolverSpec,
} from "../../../lab/topology.ts";

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

describe("a second lab on the same machine", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("shares no address, no name and no file with the first", async () => {
    vi.stubEnv(labVariable, "7");
    vi.resetModules();
    const [topology, { labDirectory }, { daemonFiles }, registry, { stackDirectory }] = await Promise.all([
      import("../../../lab/topology.ts"),
      import("../../../lab/keys.ts"),
      import("../../../lab/docker/files.ts"),
      import("../../../lab/registry.ts"),
      import("../../../lab/demo/workspace.ts"),
    ]);
    expect(topology.hostSpecs.map(({ address }) => address)).toContain("10.77.8.2");
    expect(topology.network).toMatchObject({ subnet: "10.77.8.0/24", gateway: "10.77.8.254" });
    expect(topology.network.bridge).toBe("dmh-lab-7");
    const names = [topology.network.name, topology.containerName("host-b"), registry.registryVolume];
    for (const name of names)
      expect([network.name, containerName("host-b"), registryVolume]).not.toContain(name);
    const folders = [labDirectory(), daemonFiles().dataRoot, stackDirectory()];
    for (const folder of folders) expect(folder).toMatch(/-7(\/|$)/);
  });

  it.each(["-1", "100", "1.5", "one"])("has no number such as %s", (text) => {
    expect(() => parseIndex(text)).toThrow(
      `DAGSTER_MULTIHOST_LAB=${text}: give a whole number from 0 to 99.`,
    );
  });

  it("is the demo's where none is named", () => expect([parseIndex(""), parseIndex()]).toEqual([0, 0]));
});
