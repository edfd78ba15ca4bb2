import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkFirewall,
  firewallRevision,
  type FirewallFacts,
} from "../../../../components/hostFirewall/facts.ts";
import { isAmong, isSource, nftRules, openings } from "../../../../components/hostFirewall/rules.ts";

const facts: FirewallFacts = { caller: "10.0.9.7", nft: true, interface: "eth0", revision: "r", changed: [] };
const address = fc.ipV4();

test("the rules name the port once, for the server's own address, and whom they let in", () => {
  expect(
    nftRules("10.0.1.2", [
      { port: 2376, from: ["10.0.1.1"] },
      { port: 2376, from: ["10.0.9.0/24", "10.0.9.7", "fd00::1"] },
    ]).split("\n"),
  ).toContain(
    "    ip daddr 10.0.1.2 ct direction original tcp dport 2376 ip saddr != { 10.0.1.1, 10.0.9.0/24 } drop",
  );
  expect(nftRules("fd00::2", [{ port: 1, from: ["fd00::1"] }])).toContain("ip6 saddr != { fd00::1 } drop");
  expect(nftRules("10.0.1.2", [{ port: 1, from: [] }])).toContain("tcp dport 1 drop");
});

test("property: a rule drops for the ports that are asked for and for no other, whatever their order", () => {
  const ports = fc.array(
    fc.record({ port: fc.integer({ min: 1, max: 65535 }), from: fc.array(address, { minLength: 1 }) }),
  );
  fc.assert(
    fc.property(ports, (asked) => {
      const rules = nftRules("10.0.1.2", asked);
      const dropped = [...rules.matchAll(/tcp dport (\d+) .*drop/g)].map(([, port]) => Number(port));
      expect(new Set(dropped)).toEqual(new Set(asked.map(({ port }) => port)));
      expect(dropped.length).toBe(new Set(dropped).size);
      expect(nftRules("10.0.1.2", asked.toReversed())).toBe(rules);
      for (const { port, from } of asked)
        for (const source of from) expect(openings(asked)).toContain(`${port} ${source}`);
    }),
  );
});

test("property: an address is among others when it is one of them or in one of their subnets", () => {
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 32 }), (ip, bits) => {
      expect(isAmong(ip, [ip])).toBe(true);
      expect(isAmong(ip, [`${ip}/${bits}`])).toBe(true);
      expect(isAmong(ip, [])).toBe(false);
      expect(isSource(`${ip}/${bits}`)).toBe(true);
    }),
  );
  expect(isAmong("::ffff:10.0.9.7", ["10.0.9.0/24"])).toBe(true);
  expect(isAmong("10.0.8.7", ["10.0.9.0/24", "fd00::/8"])).toBe(false);
  for (const text of ["host-a", "10.0.9.0/33", "10.0.9.0/", "10.0.9.0/24/1", ""])
    expect(isSource(text)).toBe(false);
});

test("a firewall that would keep Pulumi out, cannot be made or cannot tell containers is refused by name", () => {
  const port = { port: 2376, from: ["10.0.1.1"], fromPulumi: true };
  const check =
    (changed: Partial<FirewallFacts>, from = port.from) =>
    () =>
      checkFirewall("host-b", { ...facts, ...changed }, [{ ...port, from }]);
  expect(check({})).toThrow(
    /FIREWALL_EXCLUDES_PULUMI: host host-b: this machine, which reaches it as 10\.0\.9\.7,/,
  );
  expect(check({}, ["10.0.9.0/24"])).not.toThrow();
  expect(check({ nft: false })).toThrow(/FIREWALL_MISSING: host host-b: .*apt-get install nftables/);
  expect(check({ interface: "br-lan" }, ["10.0.9.7"])).toThrow(/FIREWALL_INTERFACE: host host-b: .*br-lan/);
});

test("the revision is new when nothing is in force or somebody changed it", () => {
  const now = Date.parse("2026-12-01T08:00:00.123Z");
  expect(firewallRevision(facts, now)).toBe("r");
  expect(firewallRevision({ ...facts, revision: "" }, now)).toBe("2026-12-01T08:00:00Z");
  expect(firewallRevision({ ...facts, changed: ["nftables"] }, now)).toBe(
    "2026-12-01T08:00:00Z the firewall was changed: nftables",
  );
});
