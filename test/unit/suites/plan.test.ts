import fc from "fast-check";
import { expect, test } from "vitest";
import { longestFirst, shareOut, type Unit } from "../../suites/lanes/plan.ts";

const units = fc.uniqueArray(fc.record({ name: fc.string(), seconds: fc.nat(600) }), {
  selector: ({ name }) => name,
  maxLength: 40,
});
const names = (list: Unit[]): string[] => list.map(({ name }) => name);

test("the longest unit comes first, every unit is there once, and the order does not depend on the order before", () => {
  fc.assert(
    fc.property(units, (list) => {
      const ordered = longestFirst(list);
      expect(names(ordered).toSorted()).toEqual(names(list).toSorted());
      for (const [index, { seconds }] of ordered.entries())
        expect(seconds).toBeLessThanOrEqual(ordered[index - 1]?.seconds ?? Infinity);
      expect(longestFirst(list.toReversed())).toEqual(ordered);
    }),
  );
});

test("each unit is done once, by one lane, and a lane has one at a time", async () => {
  await fc.assert(
    fc.asyncProperty(units, fc.integer({ min: 1, max: 4 }), async (list, count) => {
      const busy = new Set<number>();
      const done: string[] = [];
      const lanes = Array.from({ length: count }, (_, lane) => lane);
      const results = await shareOut(list, lanes, async ({ name, seconds }, lane) => {
        expect(busy.has(lane)).toBe(false);
        busy.add(lane);
        for (let turn = 0; turn < seconds % 5; turn++) await Promise.resolve();
        busy.delete(lane);
        done.push(name);
        return name;
      });
      expect(results).toEqual(names(list));
      expect(done.toSorted()).toEqual(names(list).toSorted());
    }),
  );
});

test("a lane that is done early takes what another would have had to do later", async () => {
  let now = 0;
  const ends: (() => void)[] = [];
  const taken: string[] = [];
  const seconds = [100, 30, 30, 30];
  const list = seconds.map((each, index) => ({ name: String(index), seconds: each }));
  const all = shareOut(list, ["a", "b"], async (unit, lane) => {
    taken.push(`${unit.name}${lane}`);
    const until = now + unit.seconds;
    while (now < until) await new Promise<void>((resolve) => ends.push(resolve));
  });
  for (; now < 200; now += 10) {
    for (const end of ends.splice(0)) end();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await all;
  expect(taken).toEqual(["0a", "1b", "2b", "3b"]);
});
