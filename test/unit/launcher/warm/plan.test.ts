import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plan } from "../../../../launcher/warm/plan.ts";
import type { IdleWorker, Wanted } from "../../../../launcher/warm/plan.ts";

const hour = 3_600_000;
const locations = ["etl", "ml", "web"];

const worker = (changes: Partial<IdleWorker> = {}): IdleWorker => ({
  ...{
    id: "1",
    name: "dagster-warm-1",
    location: "etl",
    digest: "now",
    running: true,
    ageMs: 0,
    ready: true,
  },
  ...changes,
});
const wanted = (changes: Partial<Wanted> = {}): Wanted => ({
  ...{ recipes: [{ location: "etl", digest: "now" }], locations, each: 1, most: 8 },
  ...changes,
});

describe("the plan for the idle workers of a host", () => {
  test("makes one for a location whose recipe is known", () => {
    expect(plan([], wanted())).toEqual({ remove: [], make: "etl" });
    expect(plan([worker()], wanted())).toEqual({ remove: [], make: undefined });
    expect(plan([], wanted({ recipes: [] })).make).toBeUndefined();
    expect(plan([], wanted({ each: 0 })).make).toBeUndefined();
  });

  test.each([
    ["another specification", { digest: "before" }, {}],
    ["one that has ended", { running: false }, {}],
    ["one that is old", { ageMs: 13 * hour }, {}],
    ["one of a location that the host does not serve any more", {}, { locations: ["ml"] }],
    ["all, when the host keeps none", {}, { each: 0 }],
    ["all, when none may be there", {}, { most: 0 }],
    ["a stranger that nobody has asked for in an hour", { ageMs: 2 * hour }, { recipes: [] }],
  ])("removes %s", (_, ofWorker, ofWanted) => {
    const old = worker(ofWorker);
    expect(plan([old], wanted(ofWanted)).remove).toEqual([old]);
  });

  test("keeps what an earlier launcher left, until a run shows whether it fits", () => {
    expect(plan([worker({ digest: "unknown" })], wanted({ recipes: [] })).remove).toEqual([]);
  });

  test("keeps those that are ready rather than those that are not", () => {
    const [starting, ready] = [worker({ id: "a", ready: false }), worker({ id: "b" })];
    expect(plan([starting, ready], wanted()).remove).toEqual([starting]);
  });

  test("gives each location its share when not all of them fit, the latest used first", () => {
    const recipes = locations.map((location) => ({ location, digest: "now" }));
    const stock: IdleWorker[] = [];
    for (let id = 0; id < 10; id++) {
      const { make } = plan(stock, wanted({ recipes, each: 2, most: 4 }));
      if (make !== undefined) stock.push(worker({ id: String(id), location: make }));
    }
    expect(stock.map(({ location }) => location)).toEqual(["etl", "ml", "web", "etl"]);
  });

  test("never keeps more than allowed nor what does not fit, and comes to rest", () => {
    const digest = fc.constantFrom("now", "before");
    const anyWorker = fc.record({
      id: fc.uuid(),
      name: fc.constant("dagster-warm-x"),
      location: fc.constantFrom(...locations, "gone"),
      digest,
      running: fc.boolean(),
      ageMs: fc.constantFrom(0, 2 * hour, 13 * hour),
      ready: fc.boolean(),
    });
    const anyWanted = fc.record({
      recipes: fc.subarray(locations).map((some) => some.map((location) => ({ location, digest: "now" }))),
      locations: fc.subarray(locations),
      each: fc.nat(3),
      most: fc.nat(6),
    });
    fc.assert(
      fc.property(fc.array(anyWorker, { maxLength: 12 }), anyWanted, (workers, want) => {
        let stock: IdleWorker[] = workers;
        for (let round = 0; round < 12; round++) {
          const { remove, make } = plan(stock, want);
          stock = stock.filter((one) => !remove.includes(one));
          expect(stock.length).toBeLessThanOrEqual(want.most);
          for (const location of locations) {
            const kept = stock.filter((one) => one.location === location);
            expect(kept.length).toBeLessThanOrEqual(want.each);
            const known = want.recipes.find((recipe) => recipe.location === location);
            if (known !== undefined) expect(kept.every((one) => one.digest === known.digest)).toBe(true);
          }
          if (make !== undefined) stock = [...stock, worker({ id: `made ${round}`, location: make })];
        }
        expect(plan(stock, want)).toEqual({ remove: [], make: undefined });
      }),
    );
  });
});
