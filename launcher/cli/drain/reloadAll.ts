import type { DagsterClient } from "../dagster/client.ts";
import type { Location } from "../dagster/locations.ts";
import { reloadLocation } from "../dagster/reload.ts";
import { note } from "../io.ts";
import type { Io } from "../io.ts";

const pollMs = 2000;

/**
 * Makes the webserver read code locations anew.
 *
 * @param options `waitSeconds`: how long a location that cannot be loaded is tried again, as its code server may be
 * starting. 0 tries each once.
 * @returns The locations as they are in the end.
 */
export async function reloadLocations(
  dagster: DagsterClient,
  names: readonly string[],
  { waitSeconds }: { waitSeconds: number },
  io: Io,
): Promise<Location[]> {
  const end = io.now() + waitSeconds * 1000;
  const latest = new Map<string, Location>();
  for (let left = names; left.length > 0;) {
    for (const name of left) {
      const location = await reloadLocation(dagster, name);
      if (location.state === "loaded") note(io, `Loaded '${name}'`);
      else if (location.error !== latest.get(name)?.error)
        note(io, `'${name}' is not loaded: ${location.error ?? "still loading"}`);
      latest.set(name, location);
    }
    left = left.filter((name) => latest.get(name)?.state !== "loaded");
    if (left.length === 0 || io.now() >= end) break;
    await io.sleep(pollMs);
  }
  return [...latest.values()];
}
