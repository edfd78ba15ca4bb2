import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Report } from "../scripts/report.ts";

/**
 * Does work while no other process on this machine does work under the same lock; waits for its turn.
 *
 * The lock is a file that contains the owner's process id. A lock whose owner is gone is taken over.
 */
export async function withLock<T>(file: string, report: Report, work: () => Promise<T>): Promise<T> {
  for (let waited = 0; !take(file); waited++) {
    const holder = owner(file);
    if (holder !== undefined && !isRunning(holder)) rmSync(file, { force: true });
    else {
      if (waited % 10 === 0) report(`engine: process ${holder ?? "?"} is building it; waiting (${waited} s)`);
      await sleep(1000);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined while the owner has not yet written its id, or has just let go. */
function owner(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
