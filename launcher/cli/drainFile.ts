import { readFile } from "node:fs/promises";
import { z } from "zod";
import { LauncherError } from "../error.ts";
import type { DrainStore } from "../runs/drains.ts";
import { replaceFile } from "./replaceFile.ts";

const content = z.object({ drained: z.record(z.string(), z.iso.datetime()) });

/**
 * Keeps the drained hosts in a JSON file, `{"drained": {"host-b": "2026-11-21T15:00:00.000Z"}}`. It is replaced as a
 * whole, so that a crash leaves the old state or the new one. No file means that no host is drained.
 */
export function drainFile(path: string): DrainStore {
  return {
    async load() {
      const text = await readFile(path, "utf8").catch((error: unknown) => {
        if (code(error) === "ENOENT") return undefined;
        throw invalid(path, code(error));
      });
      if (text === undefined) return {};
      try {
        return content.parse(JSON.parse(text)).drained;
      } catch {
        // Starting without it would place runs on hosts that somebody wanted to be free of them.
        throw invalid(path, "it is not what the launcher writes");
      }
    },
    async save(drained) {
      try {
        await replaceFile(path, `${JSON.stringify({ drained })}\n`);
      } catch (error) {
        const message =
          `The drained hosts cannot be written to ${path} (${code(error)}), so nothing was changed. ` +
          "Make its folder writable for the launcher, or free space on its disk.";
        throw new LauncherError("DRAIN_STATE_UNWRITABLE", message, { cause: error });
      }
    },
  };
}

function invalid(path: string, reason: string): LauncherError {
  const message =
    `The drained hosts cannot be read from ${path}: ${reason}. Make it readable or correct it, or remove it ` +
    "and drain the hosts again.";
  return new LauncherError("DRAIN_STATE_INVALID", message);
}

function code(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
