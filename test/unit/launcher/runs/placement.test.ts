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

test("the order is a permutation: reachable first, then least loaded, then as configured", () => {
  const candidate = fc.record({ running: fc.nat(3), reachable: fc.boolean() });
  fc.assert(
    fc.property(fc.array(candidate), (candidates) => {
      const named = candidates.map((one, index) => ({ ...one, hostName: String(index), index }));
      const order = placementOrder(named);
      expect(order.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
        named.map(({ index }) => index),
      );
      const rank = (one: (typeof named)[number]): number =>
        (one.reachable ? 0 : 1e6) + one.running * 1000 + one.index;
      expect(order).toEqual(order.toSorted((a, b) => rank(a) - rank(b)));
    }),
  );
});
