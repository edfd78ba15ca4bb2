import type { DagsterClient } from "./dagster/client.ts";
import { allLocations, locationsNamed } from "./dagster/locations.ts";
import type { Location } from "./dagster/locations.ts";
import { LauncherError } from "../error.ts";

/**
 * The code locations that a command is about.
 *
 * @throws LauncherError `USAGE_INVALID` when neither names nor `--all` are given, or both; `LOCATION_UNKNOWN`.
 */
export function chooseLocations(
  dagster: DagsterClient,
  names: readonly string[],
  all: boolean,
): Promise<Location[]> {
  if (all === names.length > 0)
    throw new LauncherError("USAGE_INVALID", "Name the code locations, or give --all for every one of them.");
  return all ? allLocations(dagster) : locationsNamed(dagster, names);
}
