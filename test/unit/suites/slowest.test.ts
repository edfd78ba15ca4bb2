import { expect, test } from "vitest";
import { Stopwatch } from "../../e2e/support/stopwatch.ts";
import { merged } from "../../suites/result.ts";
import { slowest } from "../../suites/slowest.ts";

test("the slowest files and tests are listed, longest first, with where the time of a file went", () => {
  const spent = { up: 40.4, destroy: 9, dagster: 7, waiting: 4.6 };
  const results = [
    {
      ...{ name: "e2e", passed: 2, failures: [] },
      files: [{ name: "deploy.test.ts", seconds: 61.23, spent }],
      tests: [{ name: "deploy.test.ts > up", seconds: 40 }],
    },
    { name: "unit", passed: 1, failures: [], files: [{ name: "a.test.ts", seconds: 100 }] },
    { name: "static", passed: 1, failures: [] },
  ];
  expect(slowest(results, 2)).toBe(
    `The slowest files:
  100.0 s  a.test.ts
   61.2 s  deploy.test.ts  (up 40, destroy 9, dagster 7, waiting 5)

The slowest tests:
   40.0 s  deploy.test.ts > up`,
  );
  expect(slowest(results, 1)).not.toContain("deploy.test.ts  (");
});

test("the parts of a suite become one, and no failure is lost", () => {
  const failures = [{ test: "t", message: "m" }];
  const parts = [
    { name: "e2e", passed: 2, failures: [] },
    { name: "unit", passed: 1, failures: [] },
    { name: "e2e", passed: 3, failures },
  ];
  expect(merged(parts)).toMatchObject([
    { name: "e2e", passed: 5, failures },
    { name: "unit", passed: 1, failures: [] },
  ]);
});

test("a stopwatch counts what is under way at the same time once, and also what fails", async () => {
  let now = 0;
  const stopwatch = new Stopwatch(() => now);
  const lasting = (until: Promise<unknown>) => stopwatch.during(() => until).catch(() => undefined);
  const [first, second] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const both = [lasting(first.promise), lasting(second.promise)];
  now = 3_000;
  first.resolve(undefined);
  await both[0];
  now = 5_000;
  second.reject(new Error("failed"));
  await both[1];
  now = 9_000;
  expect(stopwatch.seconds).toBe(5);
});
