import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runningDaemon, stopDocker } from "../../../lab/docker/daemon.ts";
import { daemonFiles } from "../../../lab/docker/files.ts";

describe("a pid file that a hard stop left behind", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "lab-test-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ["of a process that is gone", "4194303"],
    ["whose number another program has now", String(process.pid)],
    ["that is empty", ""],
  ])("%s is no running daemon, and nothing is killed", async (_, content) => {
    const files = daemonFiles(folder);
    writeFileSync(files.pidFile, content);
    expect(runningDaemon(files)).toBeUndefined();
    expect(await stopDocker(files)).toBe(false);
  });

  it("need not be there", () => {
    expect(runningDaemon(daemonFiles(folder))).toBeUndefined();
  });
});
