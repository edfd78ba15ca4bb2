import type { HostConfig } from "../config/index.ts";
import { LauncherError } from "../error.ts";

type Candidate = { hostName: string; load: number; config: Pick<HostConfig, "labels" | "capacity"> };

/** What decides whether a new run may be placed on a host. */
export type Eligibility = {
  location: string;
  /** Labels that the run asks for. */
  labels: Readonly<Record<string, string>>;
  isDrained: (hostName: string) => boolean;
};

/**
 * The candidates on which a new run may be placed: they have the labels, are not drained and are not full.
 *
 * @throws LauncherError `HOST_LABELS_UNMATCHED`; `HOST_DRAINED` and `HOST_AT_CAPACITY`, which are retryable: Dagster
 *   queues the run again.
 */
export function eligible<T extends Candidate>(
  candidates: readonly T[],
  { location, labels, isDrained }: Eligibility,
): T[] {
  const matching = candidates.filter(({ config }) => matches(config.labels, labels));
  if (matching.length === 0) throw unmatched(candidates, location, labels);
  const open = matching.filter(({ hostName }) => !isDrained(hostName));
  if (open.length === 0) throw drained(matching, location);
  const free = open.filter(({ load, config }) => config.capacity === undefined || load < config.capacity);
  if (free.length === 0) throw full(open, location);
  return free;
}

function matches(has: Readonly<Record<string, string>>, wants: Readonly<Record<string, string>>): boolean {
  return Object.entries(wants).every(([key, value]) => has[key] === value);
}

function unmatched(candidates: readonly Candidate[], location: string, labels: object): LauncherError {
  const hosts = candidates.map(({ hostName, config }) => `'${hostName}' (${shown(config.labels)})`);
  return new LauncherError(
    "HOST_LABELS_UNMATCHED",
    `The run's tag multihost/host_labels asks for a host with ${shown(labels)}, but the hosts of code location ` +
      `'${location}' are ${hosts.join(", ")}. Correct the tag, or the labels of a host in docker_hosts.`,
  );
}

function drained(candidates: readonly Candidate[], location: string): LauncherError {
  return new LauncherError(
    "HOST_DRAINED",
    `${which(candidates, "drained")}, and the code location '${location}' has no other host for the run: ` +
      "no run is placed there. Run 'dagster-multihost hosts undrain HOST', or add another host to the location.",
    { retryable: true },
  );
}

function full(candidates: readonly Candidate[], location: string): LauncherError {
  const hosts = candidates.map(
    ({ hostName, load, config }) => `'${hostName}' runs ${load} of ${config.capacity ?? load}`,
  );
  return new LauncherError(
    "HOST_AT_CAPACITY",
    `No host of code location '${location}' has room for another run: ${hosts.join(", ")}. ` +
      "The run waits in the queue; raise capacity in docker_hosts, or add another host to the location.",
    { retryable: true },
  );
}

function which(candidates: readonly Candidate[], state: string): string {
  const names = candidates.map(({ hostName }) => `'${hostName}'`).join(", ");
  return candidates.length === 1 ? `Host ${names} is ${state}` : `All of ${names} are ${state}`;
}

function shown(labels: object): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 ? "no labels" : pairs.join(",");
}
