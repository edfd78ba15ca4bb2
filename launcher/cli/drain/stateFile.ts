import { readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { LauncherError } from "../../error.ts";
import { replaceFile } from "../replaceFile.ts";

const stopped = z.object({
  kind: z.enum(["schedule", "sensor"]),
  location: z.string(),
  repository: z.string(),
  name: z.string(),
  declared: z.boolean(),
});

const content = z.object({ locations: z.array(z.string()), stopped: z.array(stopped) });

/** A schedule or sensor that a drain stopped. */
export type Stopped = z.output<typeof stopped>;

/** What a drain has to be taken back by a restore. */
export type DrainState = z.output<typeof content>;

/**
 * The state of a drain; undefined when there is no such file.
 *
 * @throws LauncherError `DRAIN_FILE_INVALID`: going on without it would leave schedules stopped for good.
 */
export async function readDrainState(path: string): Promise<DrainState | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw invalid(path, codeOf(error));
  }
  try {
    return content.parse(JSON.parse(text));
  } catch {
    throw invalid(path, "it is not what 'drain' writes");
  }
}

/** @throws LauncherError `DRAIN_FILE_UNWRITABLE`. */
export async function writeDrainState(path: string, state: DrainState): Promise<void> {
  try {
    await replaceFile(path, `${JSON.stringify(state, undefined, 2)}\n`);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** @throws LauncherError `DRAIN_FILE_UNWRITABLE`. */
export async function removeDrainState(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): LauncherError {
  const message =
    `The state file ${path} cannot be written (${codeOf(cause)}). ` +
    "Name one in a folder that is writable with --state-file.";
  return new LauncherError("DRAIN_FILE_UNWRITABLE", message, { cause });
}

function invalid(path: string, reason: string): LauncherError {
  const message =
    `The state file ${path} cannot be read: ${reason}. Make it readable or correct it, or remove it and start the ` +
    "schedules and sensors by hand.";
  return new LauncherError("DRAIN_FILE_INVALID", message);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
