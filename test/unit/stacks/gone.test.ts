import { expect, test, vi } from "vitest";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import type { Fleet } from "../../../stacks/fleet/schema.ts";
import { withoutGone } from "../../../stacks/gone.ts";
import { declaredBy, difference } from "./declared.ts";
import { sampleFleet } from "./sampleFleet.ts";

vi.setConfig({ testTimeout: 60_000 });

const names = ["host-a", "host-b", "host-c", "host-d"];

function fleetWithout(...gone: string[]): Fleet {
  const fleet = sampleFleet();
  for (const host of fleet.hosts) if (gone.includes(host.name)) host.gone = true;
  return loadFleet(fleet);
}

const hostsOf = (fleet: Fleet): string[] => fleet.hosts.map(({ name }) => name);

test("a gone host is marked first and dropped then, and stays dropped", () => {
  const fleet = fleetWithout("host-b");
  const first = withoutGone(fleet, { hosts: names, gone: [] });
  expect(first.fleet).toEqual(fleet);
  expect(first.notes.join()).toContain("The next up drops it");

  const second = withoutGone(fleet, { hosts: names, gone: ["host-b"] });
  expect(hostsOf(second.fleet)).toEqual(["host-a", "host-c", "host-d"]);
  // A pool goes on with what it has left; a location that has nothing left is left out, and named.
  expect(second.fleet.locations.map(({ name, hosts }) => [name, hosts])).toEqual([
    ["analytics", ["host-c"]],
    ["reporting", undefined],
  ]);
  expect(second.notes).toEqual([
    "location etl_pipelines is left out: its hosts are gone. Give it another one.",
  ]);

  const third = withoutGone(fleet, { hosts: ["host-a", "host-c", "host-d"], gone: [] });
  expect(third.fleet).toEqual(second.fleet);
});

test("a host that no up has completed on is dropped at once; without gone hosts nothing is left out", () => {
  expect(hostsOf(withoutGone(fleetWithout("host-b"), { hosts: ["host-a"], gone: [] }).fleet)).not.toContain(
    "host-b",
  );
  const whole = fleetWithout();
  expect(withoutGone(whole, { hosts: names, gone: [] })).toEqual({ fleet: whole, notes: [] });
});

test("a bare location goes with its host", () => {
  const { fleet } = withoutGone(fleetWithout("host-d"), { hosts: names, gone: ["host-d"] });
  expect(fleet.locations.map(({ name }) => name)).toEqual(["etl_pipelines", "analytics"]);
});

test("a gone host is not looked at, and no other host's plan changes", async () => {
  const before = await declaredBy(sampleFleet());
  const contacted = new Set<string>();
  const fleet = sampleFleet();
  Object.assign(fleet.hosts[1] ?? {}, { gone: true });
  const after = await declaredBy(fleet, undefined, contacted);
  expect([...contacted].sort()).toEqual(["host-a", "host-c"]);
  expect(difference(before, after).filter((name) => !name.includes(" host-b"))).toEqual([
    "pulumi:index:Stash last-up",
  ]);
});

test("a control plane that has moved away from a gone host is marked there first, and made on the other host then", () => {
  const fleet = sampleFleet();
  Object.assign(fleet.hosts[0] ?? {}, { gone: true });
  fleet.controlPlane.host = "host-c";
  Object.assign(fleet.hosts[2] ?? {}, { access: "unix" });
  const last = { hosts: names, gone: [], controlPlane: "host-a" };
  const first = withoutGone(loadFleet(fleet), last);
  expect(first.fleet.controlPlane.host).toBe("host-a");
  expect(hostsOf(first.fleet)).toEqual(names);
  expect(first.notes.join()).toContain("The next one makes it on host-c");

  const second = withoutGone(loadFleet(fleet), { ...last, gone: ["host-a"] });
  expect(second.fleet.controlPlane.host).toBe("host-c");
  expect(hostsOf(second.fleet)).toEqual(["host-b", "host-c", "host-d"]);
  expect(second.notes).toEqual([]);
});

test("with the control plane's host gone, the marking up contacts it nowhere and changes nothing of it", async () => {
  const before = await declaredBy(sampleFleet());
  const contacted = new Set<string>();
  // As withoutGone leaves it: rules.ts refuses it from a user.
  const after = await declaredBy(sampleFleet(), undefined, contacted, (fleet) => {
    Object.assign(fleet.hosts[0] ?? {}, { gone: true });
  });
  expect(contacted.has("host-a")).toBe(false);
  // The answers that are not waited for stand for nothing: ignoreChanges keeps what the state has.
  const changed = difference(before, after).filter((name) => !/ launcher$| last-up$| host-a$/.test(name));
  expect(changed).toEqual([]);
});

test("the control plane's host cannot be gone", () => {
  expect(() => fleetWithout("host-a")).toThrow(
    /fleet\.controlPlane\.host: 'host-a' is gone\. Name another host/,
  );
});
