import fc from "fast-check";
import { expect, test } from "vitest";
import { hostsOf } from "../../../../launcher/routing/hostsOf.ts";
import { placementOrder } from "../../../../launcher/routing/placement.ts";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";

test("a location's hosts keep their configured order", () => {
  const host = (name: string, ...locations: string[]): object => ({
    host_name: name,
    docker_url: "local",
    location_names: locations,
  });
  const config = parseLauncherConfig({
    docker_hosts: [host("c", "etl"), host("a", "other"), host("b", "etl", "etl")],
  });
  expect(hostsOf(config, "etl").map(({ host_name }) => host_name)).toEqual(["c", "b"]);
  expect(hostsOf(config, "nowhere")).toEqual([]);
});

test("the order is a permutation: reachable first, then least loaded for its weight, then as configured", () => {
  const candidate = fc.record({
    load: fc.nat(5),
    weight: fc.constantFrom(0.5, 1, 2),
    reachable: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(candidate), (candidates) => {
      const named = candidates.map((one, index) => ({ ...one, hostName: String(index), index }));
      const order = placementOrder(named);
      expect(order.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
        named.map(({ index }) => index),
      );
      const rank = (one: (typeof named)[number]): number =>
        (one.reachable ? 0 : 1e9) + ((one.load + 1) / one.weight) * 1e4 + one.index;
      expect(order).toEqual(order.toSorted((a, b) => rank(a) - rank(b)));
    }),
  );
});

test("runs that are placed one after the other share the hosts by their weights", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }), (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const hosts = weights.map((weight, index) => ({
        ...{ hostName: String(index), load: 0, weight, reachable: true },
      }));
      for (let run = 0; run < total * 3; run++) {
        const [first] = placementOrder(hosts);
        if (first !== undefined) first.load++;
      }
      expect(hosts.map(({ load }) => load)).toEqual(weights.map((weight) => weight * 3));
    }),
  );
});
