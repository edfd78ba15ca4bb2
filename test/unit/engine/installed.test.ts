import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findInstalled, isSupported, onPath } from "../../../engine/installed.ts";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "installed-"))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

test.each([
  ["v3.257.0\n", true],
  ["3.220.0", true],
  ["v3.258.0-alpha.1", true],
  ["v3.219.9", false],
  ["v4.0.0", false],
  ["", false],
  ["no pulumi", false],
])("%j: supported is %j", (printed, supported) => expect(isSupported(printed)).toBe(supported));

test("every release from 3.220 up to 4 is supported and no other", () => {
  fc.assert(
    fc.property(fc.nat(5), fc.nat(400), fc.nat(20), (major, minor, patch) => {
      expect(isSupported(`v${major}.${minor}.${patch}`)).toBe(major === 3 && minor >= 220);
    }),
  );
});

test("the engines that were built here do not count as installed", () => {
  expect(onPath("/usr/bin::/cache/engine/abc/bin:/cache/engineer", "/cache/engine")).toEqual([
    "/usr/bin/pulumi",
    "/cache/engineer/pulumi",
  ]);
});

test("a supported pulumi on the PATH is found, an old one is reported and passed over", async () => {
  const lines: string[] = [];
  const old = fakePulumi("old", "v3.100.0");
  vi.stubEnv("PATH", old);
  expect(await findInstalled("/nowhere", (line) => lines.push(line))).toBeUndefined();
  expect(lines.join()).toContain("v3.100.0");

  const right = fakePulumi("right", "v3.250.0");
  vi.stubEnv("PATH", `/nonexistent:${right}`);
  expect(await findInstalled("/nowhere", () => undefined)).toBe(join(right, "pulumi"));
});

function fakePulumi(name: string, version: string): string {
  const folder = join(directory, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho ${version}\n`);
  chmodSync(join(folder, "pulumi"), 0o755);
  return folder;
}
