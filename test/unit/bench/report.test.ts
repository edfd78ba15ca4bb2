import fc from "fast-check";
import { expect, test } from "vitest";
import { benchDocument, figuresOf } from "../../../bench/report/document.ts";
import { plot } from "../../../bench/report/plot.ts";
import { ratiosTo } from "../../../bench/report/ratios.ts";
import { figureTable } from "../../../bench/report/table.ts";
import { Samples } from "../../../bench/samples.ts";
import { stat } from "../../../bench/stats.ts";

test("a figure is summed up by median and spread", () => {
  expect(stat([])).toBeUndefined();
  expect(stat([3, 1, 2])).toEqual({ n: 3, p50: 2, min: 1, max: 3 });
  expect(stat([1, 2, 3, 10])).toEqual({ n: 4, p50: 2.5, min: 1, max: 10 });
  expect(stat([0.12345, 1234.5])).toMatchObject({ min: 0.123, max: 1235 });
});

test("the median lies within the spread", () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (numbers) => {
      const { n = 0, p50 = NaN, min = NaN, max = NaN } = stat(numbers) ?? {};
      expect(n).toBe(numbers.length);
      expect(p50).toBeGreaterThanOrEqual(min);
      expect(p50).toBeLessThanOrEqual(max);
    }),
  );
});

function measured() {
  const samples = new Samples();
  samples.add("launch_call_ms", "floor", 100, 110, 120);
  samples.add("launch_call_ms", "ours_cold", 121);
  samples.add("launch_call_ms", "peer", 220);
  samples.add("import_ms", "peer", 500);
  return samples.figures();
}

test("ratios are those of the medians, of figures that the reference has", () => {
  expect(ratiosTo(measured(), "floor")).toEqual({ launch_call_ms: { ours_cold: 1.1, peer: 2 } });
  expect(ratiosTo(measured(), "peer")["launch_call_ms"]).toEqual({ floor: 0.5, ours_cold: 0.55 });
});

test("the table has a column for each system that was measured, with the spread where there is one", () => {
  const [head, , launch, imports] = figureTable(measured()).split("\n");
  expect(head).toMatch(/Figure +\| `floor` +\| `ours_cold` +\| `peer` +\|$/);
  expect(launch).toMatch(/`launch_call_ms` \| 110 \(100–120\) \| 121 +\| 220 +\|$/);
  expect(imports).toMatch(/`import_ms` +\| +\| +\| 500 +\|$/);
});

test("the document has the figures at its top, and gives them back", () => {
  const about = { at: "", commit: undefined, minutes: 1, notes: [], machine: {} as never };
  const document = benchDocument(measured(), about);
  expect(document["launch_call_ms"]).toMatchObject({ floor: { n: 3, p50: 110, min: 100, max: 120 } });
  expect(figuresOf(document)).toEqual(measured());
});

test("the plot draws a bar for each system of a figure, in proportion", () => {
  const svg = plot(measured());
  const widths = [...svg.matchAll(/<rect x="130" y="\d+" width="([\d.]+)"/g)].map((match) =>
    Number(match[1]),
  );
  expect(widths).toHaveLength(4);
  expect(widths[2]).toBeCloseTo((widths[0] ?? NaN) * 2, 0);
  expect(svg).toContain("launch_run call, ms");
  expect(svg).not.toContain("NaN");
});
