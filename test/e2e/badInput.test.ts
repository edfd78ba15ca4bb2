import { afterAll, beforeAll, expect, test } from "vitest";
import { destroy, removeStack, up } from "../../lab/demo/stack.ts";
import type { FleetInput } from "../../stacks/fleet/schema.ts";
import { labAddress } from "../../lab/topology.ts";
import { newDeployment, report, type Deployment } from "./support/deployment.ts";
import { asRoot, footprints, onHost } from "./support/hosts.ts";

const names = ["host-a", "host-b", "host-c", "host-d"];
let deployment: Deployment;
let before: Record<string, string>;
let destroyed = false;

beforeAll(async () => {
  deployment = await newDeployment("bad-input");
  before = await footprints(names);
});

afterAll(async () => {
  if (destroyed) return;
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack));
});

/** The message with which `up` fails after a change of the demo's fleet. */
async function failure(change: (fleet: FleetInput) => void): Promise<string> {
  await deployment.describe(change);
  return await up(deployment.stack, report).then(
    () => "up succeeded",
    (error: unknown) => (error as Error).message,
  );
}

function host(fleet: FleetInput, name: string): FleetInput["hosts"][number] {
  const found = fleet.hosts.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhZGtleWJhZGtleWJhZGtleWJhZGtleWJhZGtleWJh";

test("an unknown key is refused with the nearest known one", async () => {
  const message = await failure((fleet) => Object.assign(host(fleet, "host-b"), { acess: "tls" }));
  expect(message).toContain("fleet.hosts[1].acess: Unknown key. Did you mean 'access'?");
});

test("an unreachable server, a wrong host key and a missing image are all reported at once", async () => {
  const message = await failure((fleet) => {
    host(fleet, "host-d").address = labAddress(99);
    host(fleet, "host-c").ssh.hostKey = otherKey;
    const [etl] = fleet.locations ?? [];
    if (etl) etl.image = `${etl.image ?? ""}-no-such-tag`;
  });
  expect(message).toContain("PREFLIGHT_FAILED: 3 problems");
  expect(message).toMatch(/SSH_UNREACHABLE: host host-d \(deploy@[\d.]+\.99:22\) cannot be reached/);
  expect(message).toMatch(
    /SSH_HOST_KEY_MISMATCH: host host-c .* presented the host key "ssh-ed25519 AAAA[^"]+", but ssh\.hostKey says/,
  );
  expect(message).toMatch(
    /IMAGE_MISSING: fleet\.locations\[0\]\.image: host host-b neither has .*no-such-tag/,
  );
});

test("a wrong registry password is named by its host and not shown", async () => {
  const wrong = "wrong-password-of-the-test";
  const { password } = deployment;
  deployment.password = wrong;
  // A tag that no host has: what is there already needs no registry.
  const message = await failure((fleet) => (fleet.controlPlane.image += "-not-pulled-yet"));
  deployment.password = password;
  expect(message).toMatch(
    /IMAGE_MISSING: .*host host-a.*unauthorized.*registry of host-a the right credentials/,
  );
  expect(message).not.toContain(wrong);
});

test("servers that do not let us work are named together, each with its mend", async () => {
  const faults: [string, string, string][] = [
    ["host-b", "mv /etc/sudoers.d/deploy /root/sudoers", "mv /root/sudoers /etc/sudoers.d/deploy"],
    ["host-c", "gpasswd -d deploy docker", "gpasswd -a deploy docker"],
    ["host-d", "mv /run/systemd/system /run/systemd/kept", "mv /run/systemd/kept /run/systemd/system"],
  ];
  for (const [name, make] of faults) await asRoot(name, make);
  const message = await failure(() => undefined).finally(async () => {
    for (const [name, , heal] of faults) await asRoot(name, heal);
  });
  expect(message).toContain("PREFLIGHT_FAILED: 3 problems");
  expect(message).toMatch(/SUDO_REFUSED: host host-b: deploy may not use sudo without a password\. Allow it/);
  expect(message).toMatch(
    /DOCKER_NOT_PERMITTED: host host-c: .*Let deploy use Docker: usermod -aG docker deploy/,
  );
  expect(message).toMatch(
    /SYSTEMD_MISSING: host host-d: systemd is not running there\. .*use a server with systemd/,
  );
});

test("so far nothing was changed anywhere", async () => {
  expect(await footprints(names)).toEqual(before);
});

test("a configuration that dockerd refuses is taken back, with dockerd's own words", async () => {
  const message = await failure((fleet) => {
    host(fleet, "host-b").docker = { daemonOptions: { "no-such-option": true } };
  });
  expect(message).toContain("DOCKERD_REJECTED_CONFIGURATION: host host-b");
  expect(message).toContain("The old configuration is back and dockerd is running.");
  expect(message).toContain("no-such-option");
  expect(await onHost("host-b", "systemctl is-active docker; cat /etc/docker/daemon.json")).toContain(
    "active",
  );
  expect(await onHost("host-b", "ls -d /var/lib/dagster-multihost/dockerd 2>&1 || true")).toContain(
    "No such file",
  );
});

test("what the failed up made elsewhere, destroy takes away", async () => {
  await destroy(deployment.stack, report);
  destroyed = true;
  expect(await footprints(names)).toEqual(before);
});
