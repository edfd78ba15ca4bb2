import { LauncherError } from "../error.ts";

/**
 * The candidates on which a new run may be placed.
 *
 * @throws LauncherError `HOST_DRAINED`, retryable, when all of them are drained: Dagster queues the run again.
 */
export function undrained<T extends { hostName: string }>(
  candidates: readonly T[],
  location: string,
  isDrained: (hostName: string) => boolean,
): T[] {
  const open = candidates.filter(({ hostName }) => !isDrained(hostName));
  if (open.length > 0) return open;
  const names = candidates.map(({ hostName }) => `'${hostName}'`).join(", ");
  const which = candidates.length === 1 ? `Host ${names} is` : `All of ${names} are`;
  throw new LauncherError(
    "HOST_DRAINED",
    `${which} drained, and the code location '${location}' has no other host: no run is placed there. ` +
      "Run 'dagster-multihost-launcher undrain HOST', or add another host to the location.",
    { retryable: true },
  );
}
