import { expect, test } from "vitest";
import { closingLine } from "../../suites/result.ts";

test("the totals close the tests", () => {
  const { line, ok } = closingLine([
    { name: "unit", passed: 3, failed: 0 },
    { name: "e2e", passed: 2, failed: 0 },
  ]);
  expect(line.split("\n").at(-1)).toBe("5 passed, 0 failed");
  expect(ok).toBe(true);
});

test("a failure fails", () => {
  expect(closingLine([{ name: "unit", passed: 3, failed: 1 }]).ok).toBe(false);
});

test("a suite without a test fails, and so does no suite at all", () => {
  const { line, ok } = closingLine([
    { name: "unit", passed: 3, failed: 0 },
    { name: "e2e", passed: 0, failed: 0 },
  ]);
  expect(ok).toBe(false);
  expect(line).toContain("e2e ran no test at all");
  expect(line.split("\n").at(-1)).toBe("3 passed, 1 failed");
  expect(closingLine([]).ok).toBe(false);
});
