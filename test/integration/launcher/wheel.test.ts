import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { buildWheel } from "../../../images/wheel/build.ts";

let folder = "";
const lines: string[] = [];
const report = (line: string): void => void lines.push(line);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dagster-multihost-wheel-"));
  vi.stubEnv("DAGSTER_MULTIHOST_CACHE", join(folder, "cache"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("a bare machine builds the wheel, and the same content gives the same bytes", async () => {
  const first = readFileSync(await buildWheel(report, join(folder, "first")));
  rmSync(join(folder, "cache/wheel"), { recursive: true });
  const before = process.umask(0o077);
  try {
    const second = readFileSync(await buildWheel(report, join(folder, "second")));
    expect(second.equals(first)).toBe(true);
  } finally {
    process.umask(before);
  }
});

test("a wheel of the same content is built once, and replaces what lies in the folder", async () => {
  const directory = join(folder, "dist");
  const wheel = await buildWheel(report, directory);
  writeFileSync(join(directory, "dagster_multihost_launcher-0.0.1-py3-none-any.whl"), "");
  lines.length = 0;
  expect(await buildWheel(report, directory)).toBe(wheel);
  expect(lines).toEqual([]);
  expect(readdirSync(directory)).toHaveLength(1);
});
