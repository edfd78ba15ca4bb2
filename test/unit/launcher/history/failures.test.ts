import fc from "fast-check";
import { expect, test } from "vitest";
import { Failures, oneLine } from "../../../../launcher/history/failures.ts";

const failure = {
  ...{ at: 1, kind: "run" as const, code: "RUN_EXITED", message: "It exited.", containerId: null },
  ...{ hostName: "b", runId: "run-1", jobName: "etl" },
};

test("keeps the latest, the newest first, and a bounded number of them", () => {
  const failures = new Failures(3);
  for (const runId of ["1", "2", "3", "4"]) failures.add({ ...failure, runId });
  expect(failures.all().map(({ runId }) => runId)).toEqual(["4", "3", "2"]);
});

test("counts what happens again to the same run or host, with its latest time and message", () => {
  const failures = new Failures();
  failures.add(failure);
  failures.add({ ...failure, code: "OTHER" });
  failures.add({ ...failure, at: 9, message: "Again." });
  expect(failures.all()).toMatchObject([
    { id: 1, at: 9, message: "Again.", count: 2 },
    { id: 2, code: "OTHER", count: 1 },
  ]);
});

test("a message is one line of bounded length, without control characters, whatever it was", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x2100 }), { maxLength: 600 }), (codes) => {
      const text = String.fromCharCode(...codes);
      const line = oneLine(text);
      expect(line.length).toBeLessThanOrEqual(400);
      expect(line).not.toMatch(/[\p{Cc}\n\r]/u);
      expect(oneLine(line)).toBe(line);
    }),
  );
});
