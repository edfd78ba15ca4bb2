import { expect, test, vi } from "vitest";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { declaredBy, difference } from "./declared.ts";
import { sampleFleet } from "./sampleFleet.ts";

vi.setConfig({ testTimeout: 60_000 });

const changed = async (change: (fleet: FleetInput) => void): Promise<string[]> => {
  const before = await declaredBy(sampleFleet());
  const fleet = sampleFleet();
  change(fleet);
  return difference(before, await declaredBy(fleet));
};

test("the same fleet twice is the same plan", async () => {
  expect(await changed(() => undefined)).toEqual([]);
});

test("an option of one dockerd touches that host alone", async () => {
  const names = await changed((fleet) => {
    Object.assign(fleet.hosts[1] ?? {}, { docker: { daemonOptions: { debug: true } } });
  });
  expect(names).toEqual(["command:remote:Command host-b-dockerd", "command:remote:Command host-b-proof"]);
});

test("a firewall is declared on its host alone, for the ports that the fleet has there", async () => {
  const allow = { allow: ["10.0.9.0/24"] };
  const names = await changed((fleet) => Object.assign(fleet.hosts[1] ?? {}, { firewall: allow }));
  expect(names).toEqual([
    "command:remote:Command host-b-firewall",
    "dagster-multihost:index:HostFirewall host-b",
  ]);
});

test("installing Docker Engine on one host touches that host alone", async () => {
  const names = await changed((fleet) => Object.assign(fleet.hosts[2] ?? {}, { docker: { install: true } }));
  expect(names).toEqual(["command:remote:Command host-c-docker"]);
});

test("a new generation of certificates first only adds trust in the new CA", async () => {
  const fleet = sampleFleet();
  fleet.certificates = { generation: 2 };
  const [label = ""] = [...(await declaredBy(sampleFleet())).keys()]
    .filter((key) => key.startsWith("tls:index/selfSignedCert:"))
    .map((key) => key.split(" ca-")[1]);
  const next = label.replace(/^1/, "2");
  const rotation = { target: label, signer: label, trusted: [label] };
  const before = await declaredBy(sampleFleet(), rotation);
  const introduced = await declaredBy(fleet, rotation);
  expect(difference(before, introduced)).toEqual([
    // What trusts the CAs: the launcher, dockerd, Pulumi itself.
    "command:remote:Command control-plane-launcher",
    "command:remote:Command host-b-dockerd",
    "command:remote:Command host-b-proof",
    "pulumi:index:Stash last-up",
    "pulumi:providers:docker host-b",
    `tls:index/privateKey:PrivateKey ca-${next}`,
    `tls:index/selfSignedCert:SelfSignedCert ca-${next}`,
  ]);
  const provider = introduced.get("pulumi:providers:docker host-b")?.inputs ?? "";
  expect(provider).toContain(`CERT ca-${label}\\nCERT ca-${next}\\n`);

  const issued = await declaredBy(fleet, { target: next, signer: label, trusted: [label, next] });
  expect([...issued.keys()].filter((key) => key.includes("locallySignedCert")).length).toBe(3);
  expect([...issued.keys()].every((key) => !key.includes(`server-${label}-`))).toBe(true);
  const done = await declaredBy(fleet, { target: next, signer: next, trusted: [label, next] });
  expect([...done.keys()].some((key) => key.includes(label))).toBe(false);
});

test("a location that moves to another host has its image made there", async () => {
  const names = await changed((fleet) => {
    for (const location of fleet.locations ?? [])
      if (location.name === "etl_pipelines") location.hosts = ["host-c"];
    for (const location of fleet.locations ?? []) if (location.name === "analytics") location.port = 4001;
  });
  expect(names).toContain("docker:index/remoteImage:RemoteImage etl_pipelines");
  expect(names).toContain("docker:index/container:Container etl_pipelines");
});
