import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { step } from "../../../scripts/progress.ts";

test("a long step says that it began, that it goes on, and how long it took", async () => {
  const lines: string[] = [];
  const work = async (progress: (detail: string) => void): Promise<number> => {
    progress("3 modules downloaded");
    await sleep(70);
    return 7;
  };
  expect(await step((line) => lines.push(line), "building", work, 20)).toBe(7);
  expect(lines[0]).toBe("building …");
  expect(lines[1]).toBe("building: still running after 0 s, 3 modules downloaded");
  expect(lines.at(-1)).toMatch(/^building: 0\.\d s, 3 modules downloaded$/);
});

test("a short step is one line", async () => {
  const lines: string[] = [];
  await step(
    (line) => lines.push(line),
    "looking",
    () => Promise.resolve(),
  );
  expect(lines).toEqual(["looking: 0.0 s"]);
});

test("a step that fails goes quiet and passes its error on", async () => {
  const lines: string[] = [];
  const fails = step(
    (line) => lines.push(line),
    "x",
    () => Promise.reject(new Error("broken")),
    10,
  );
  await expect(fails).rejects.toThrow("broken");
  const before = lines.length;
  await sleep(40);
  expect(lines.length).toBe(before);
});
