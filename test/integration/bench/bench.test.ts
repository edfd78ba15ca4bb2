import { beforeAll, expect, test } from "vitest";
import { measure } from "../../../bench/measure.ts";
import { quickSize } from "../../../bench/names.ts";
import type { BenchDocument } from "../../../bench/report/document.ts";
import { figuresOf } from "../../../bench/report/document.ts";

let document: BenchDocument;

// Counts only: times depend on the machine.
beforeAll(async () => {
  const wanted = {
    figures: ["counts"],
    systems: ["floor", "ours_cold"],
    size: { ...quickSize, n: 5 },
  } as const;
  document = await measure(wanted, () => undefined, new AbortController().signal);
});

test("a launch costs as many Docker API calls as creating and starting a container does", () => {
  const { api_calls_per_launch: calls } = figuresOf(document);
  expect(calls?.floor?.p50).toBe(2);
  expect(calls?.ours_cold).toMatchObject({ n: 5, p50: 2, min: 2 });
});

test("launches open no new connections, and keep at most four", () => {
  const { new_connections_per_launch: opened, most_connections: most } = figuresOf(document);
  expect(opened?.ours_cold?.p50).toBe(0);
  expect(most?.ours_cold?.max).toBeLessThanOrEqual(4);
  expect(most?.floor?.max).toBeGreaterThan(4);
});

test("nothing failed", () => {
  expect(document.about.notes).toEqual([]);
});
