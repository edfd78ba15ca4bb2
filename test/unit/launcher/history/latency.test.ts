import fc from "fast-check";
import { expect, test } from "vitest";
import { LatencyHistory } from "../../../../launcher/history/latency.ts";

const minute = 60_000;
const durations = fc.array(fc.integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 200 });

test("the median and the 95th percentile are those of the launches, within 5 %, and the slowest is exact", () => {
  fc.assert(
    fc.property(durations, (all) => {
      const history = new LatencyHistory();
      for (const duration of all) history.record(5 * minute, duration);
      const sorted = all.toSorted((one, other) => one - other);
      const exact = (share: number): number => sorted[Math.ceil(share * all.length) - 1] ?? 0;
      const [point] = history.points(5 * minute);
      expect(point).toMatchObject({ at: 5 * minute, count: all.length, slowest: sorted.at(-1) });
      for (const [told, wanted] of [
        [point?.median, exact(0.5)],
        [point?.p95, exact(0.95)],
      ] as const)
        expect(Math.abs((told ?? 0) - wanted)).toBeLessThanOrEqual(0.05 * wanted + 1);
    }),
  );
});

test("whatever comes, no more minutes are kept than asked for, none is too old, and no launch of the others is lost", () => {
  const launches = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 4 * minute }), ms: fc.nat() }));
  fc.assert(
    fc.property(launches, (all) => {
      const history = new LatencyHistory(10);
      let now = 1_000 * minute;
      const ends = all.map(({ wait, ms }) => {
        now += wait;
        history.record(now, ms);
        return Math.floor(now / minute);
      });
      const points = history.points(now);
      const oldest = Math.floor(now / minute) - 10;
      expect(points.length).toBeLessThanOrEqual(10);
      expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(ends.filter((at) => at > oldest).length);
      expect(history.total(now)?.count ?? 0).toBe(ends.filter((at) => at > oldest).length);
    }),
  );
});

test("forgets by itself, also when no launch comes any more", () => {
  const history = new LatencyHistory(10);
  history.record(0, 100);
  expect(history.points(9 * minute)).toHaveLength(1);
  expect(history.points(10 * minute)).toEqual([]);
  expect(history.total(10 * minute)).toBeUndefined();
});
