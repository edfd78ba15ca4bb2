import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../../engine/lock.ts";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "lock-"))));
afterEach(() => rmSync(directory, { recursive: true }));

test("two pieces of work under one lock never overlap", async () => {
  const file = join(directory, "lock");
  const events: string[] = [];
  const lines: string[] = [];
  const work = (name: string) => async () => {
    events.push(`${name} begins`);
    await sleep(50);
    events.push(`${name} ends`);
  };
  await Promise.all(["a", "b"].map((name) => withLock(file, (line) => lines.push(line), work(name))));
  expect(events).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  expect(lines).toEqual([`engine: process ${process.pid} is building it; waiting (0 s)`]);
  expect(existsSync(file)).toBe(false);
});

test("a lock is let go when the work fails, and taken over from a process that is gone", async () => {
  const file = join(directory, "lock");
  await expect(
    withLock(
      file,
      () => undefined,
      () => Promise.reject(new Error("broken")),
    ),
  ).rejects.toThrow("broken");
  writeFileSync(file, "4194305"); // beyond the highest process id of Linux
  expect(
    await withLock(
      file,
      () => undefined,
      () => Promise.resolve("mine"),
    ),
  ).toBe("mine");
});
