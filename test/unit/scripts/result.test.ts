import { expect, test } from "vitest";
import { closingLine, failure } from "../../suites/result.ts";

test("the totals close the tests", () => {
  const { line, ok } = closingLine([
    { name: "unit", passed: 3, failures: [] },
    { name: "e2e", passed: 2, failures: [] },
  ]);
  expect(line.split("\n").at(-1)).toBe("5 passed, 0 failed");
  expect(ok).toBe(true);
});

test("a failure fails, and is named beside the totals", () => {
  const failures = [
    failure("a.test.ts > it works", "AssertionError: no\n  at line 3"),
    failure("b.test.ts", undefined),
  ];
  const { line, ok } = closingLine([{ name: "unit", passed: 3, failures }]);
  expect(ok).toBe(false);
  expect(line.split("\n")).toEqual([
    "FAILED unit: a.test.ts > it works",
    "  AssertionError: no",
    "FAILED unit: b.test.ts",
    "unit: 3 passed, 2 failed",
    "3 passed, 2 failed",
  ]);
});

test("a suite without a test fails, and so does no suite at all", () => {
  const { line, ok } = closingLine([
    { name: "unit", passed: 3, failures: [] },
    { name: "e2e", passed: 0, failures: [] },
  ]);
  expect(ok).toBe(false);
  expect(line).toContain("e2e ran no test at all");
  expect(line.split("\n").at(-1)).toBe("3 passed, 1 failed");
  expect(closingLine([]).ok).toBe(false);
});
