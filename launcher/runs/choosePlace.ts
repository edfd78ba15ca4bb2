import type { HostUnreachableError } from "../error.ts";
import { eligible } from "../routing/eligible.ts";
import { placementOrder } from "../routing/placement.ts";
import type { Host } from "./hostDirectory.ts";
import type { CreateRequest } from "./requests.ts";
import type { Reservations } from "./reservations.ts";
import { wantedHostLabels } from "./runTags.ts";
import type { Surveyed } from "./survey.ts";

/** The host that a run is to be tried on next, and why it cannot be reached, where that is known. */
export type Place = { host: Host; hostName: string; error: HostUnreachableError | undefined };

/** What the choice depends on besides what is known of the hosts. */
export type PlaceRules = { reservations: Reservations; isDrained: (hostName: string) => boolean };

/**
 * Chooses among hosts, from memory.
 *
 * @throws LauncherError `HOST_LABELS_UNMATCHED`, `HOST_DRAINED`, `HOST_AT_CAPACITY`, `RUN_TAG_INVALID`.
 */
export function choosePlace(
  surveyed: readonly Surveyed[],
  request: CreateRequest,
  { reservations, isDrained }: PlaceRules,
): Place | undefined {
  const candidates = surveyed.map((one) => candidate(one, reservations));
  const rules = { location: request.locationName, labels: wantedHostLabels(request.tags ?? {}), isDrained };
  return placementOrder(eligible(candidates, rules))[0];
}

function candidate({ host, hostName, counted, error }: Surveyed, reservations: Reservations) {
  const { config, watch } = host;
  const load = (counted ?? watch.table.busy) + reservations.count(hostName, watch.table);
  return { host, hostName, error, config, load, weight: config.weight, reachable: error === undefined };
}
