import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { client } from "./client.ts";

const { plainText } = await client<{ plainText: () => (piece: string) => string }>("ansi.js");
const format = await client<{ age: (ms: number) => string; duration: (ms: number) => string }>("format.js");
type Point = { at: number; count: number; median: number; p95: number; slowest: number };
type Mark = { x: number; median: number; p95: number; slowest: number };
const { plot } = await client<{
  plot: (points: Point[], now: number, size: { width: number; height: number }) => { marks: Mark[] };
}>("plot.js");

test("the page's modules have no type errors", { timeout: 60_000 }, () => {
  const path = join(import.meta.dirname, "../../../../launcher/page/client/tsconfig.json");
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  const program = ts.createProgram(parsed?.fileNames ?? [], parsed?.options ?? {});
  expect(parsed?.fileNames.length).toBeGreaterThan(10);
  const problems = ts.getPreEmitDiagnostics(program);
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});

test("a log is shown without the sequences of terminals, wherever its pieces are cut", () => {
  const parts = [
    "plain <b>",
    "\u001b[31mred\u001b[0m",
    "a\r\nb",
    "\u001b]0;title\u0007",
    "\u001b[2K",
    "50%\r60%",
    "\u0000\u0008x",
  ];
  const wanted = "plain <b>reda\nb50%\n60%x";
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 8 }), (cuts) => {
      const text = parts.join("");
      const at = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].toSorted(
        (a, b) => a - b,
      );
      const plain = plainText();
      expect(
        at
          .slice(1)
          .map((end, nth) => plain(text.slice(at[nth], end)))
          .join(""),
      ).toBe(wanted);
    }),
  );
});

test.each([
  [-5000, "0 s"],
  [59_999, "59 s"],
  [3_599_000, "59 min"],
  [7_260_000, "2 h 1 min"],
  [90_000_000, "1 d 1 h"],
])("an age of %d ms is %s", (ms, text) => expect(format.age(ms)).toBe(text));

test.each([
  [0.4, "0 ms"],
  [999, "999 ms"],
  [1250, "1.3 s"],
  [42_000, "42 s"],
  [90_000, "1.5 min"],
])("a launch of %d ms took %s", (ms, text) => expect(format.duration(ms)).toBe(text));

test("every launch of the last six hours is within the plot, and the slower the higher", () => {
  const now = 1_000_000_000_000;
  const point = fc
    .tuple(
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 1, max: 3_600_000 }),
      fc.nat(1000),
      fc.nat(1000),
    )
    .map(([minutes, median, more, most]) => ({
      ...{ at: now - minutes * 60_000, count: 1, median, p95: median + more, slowest: median + more + most },
    }));
  fc.assert(
    fc.property(fc.array(point), (points) => {
      const { marks } = plot(points, now, { width: 600, height: 200 });
      expect(marks).toHaveLength(points.filter(({ at }) => at >= now - 6 * 3_600_000).length);
      for (const { x, median, p95, slowest } of marks) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(600);
        for (const y of [median, p95, slowest]) expect(y).toBeGreaterThanOrEqual(0);
        expect(median).toBeLessThanOrEqual(200);
        expect([median, p95, slowest]).toEqual([median, p95, slowest].toSorted((a, b) => b - a));
      }
    }),
  );
});
