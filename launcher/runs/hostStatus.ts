import { bounded } from "../docker/bounded.ts";
import type { DaemonOptions } from "../docker/daemonOptions.ts";
import type { DiskUsage, DockerHost } from "../docker/port.ts";
import type { Drains } from "./drains.ts";
import type { Host, HostDirectory } from "./hostDirectory.ts";
import { managedOnly } from "./naming.ts";
import { isIdle } from "../warm/name.ts";
import type { WarmStatus } from "../warm/pool.ts";

/** State of one host. What is not known, as of a host that does not answer, is null. */
export type HostStatus = {
  hostName: string;
  dockerUrl: string;
  locations: string[];
  weight: number;
  /** Run containers that it takes at once; null without a limit. */
  capacity: number | null;
  labels: Record<string, string>;
  reachable: boolean;
  version: string | null;
  /** Run containers that run there now. */
  containersRunning: number | null;
  /** Run containers that are there, also those that have ended. */
  containersTotal: number | null;
  /** Warm workers that wait for a run and have imported everything. */
  warmIdle: number;
  /** What they take, in bytes. */
  warmMemoryBytes: number;
  /** Why the latest worker could not be kept; null when there was none or another one is ready since. */
  warmError: string | null;
  /** Expiry of the server's certificate, in milliseconds since the epoch; null without TLS. */
  certificateExpiry: number | null;
  /** Null unless it was asked for. */
  disk: DiskUsage | null;
  /** The options that dockerd works by. Null unless they were asked for. */
  daemonOptions: DaemonOptions | null;
  /** Since when no new run is placed there, in ISO 8601. */
  drainedSince: string | null;
  error: string | null;
};

/** What the status needs. */
export type StatusContext = {
  directory: HostDirectory;
  prefix: string;
  drains: Drains;
  warm: (hostName: string) => WarmStatus;
};

type Wanted = { disk: boolean; daemon: boolean };

/** Whoever asks for the status waits no longer than this for a host, whatever `request_timeout_seconds` is. */
const patienceMs = 8000;

/**
 * Asks all hosts at once; one that does not answer is reported as such.
 *
 * @param options `disk`: whether to measure what Docker's data take, which is work for the host. `daemon`: whether to ask
 * for dockerd's options.
 */
export function hostStatuses(context: StatusContext, options: Wanted): Promise<HostStatus[]> {
  return Promise.all(context.directory.all().map((host) => hostStatus(context, host, options)));
}

async function hostStatus(
  { directory, prefix, drains, warm }: StatusContext,
  host: Host,
  { disk: measure, daemon }: Wanted,
): Promise<HostStatus> {
  const { host_name: hostName, docker_url: dockerUrl, location_names: locations } = host.config;
  const { weight, capacity = null, labels } = host.config;
  const drainedSince = drains.since(hostName) ?? null;
  const known = { hostName, dockerUrl, locations, weight, capacity, labels, drainedSince, ...warm(hostName) };
  const ask = (docker: DockerHost) =>
    Promise.all([docker.version(), docker.findContainers(managedOnly(prefix))]);
  try {
    // The measurement is not awaited through the directory: a slow one does not make a host unreachable.
    const [[version, containers], disk, daemonOptions] = await Promise.all([
      bounded(() => directory.contact(host, ask), patienceMs),
      measure ? orNull(() => host.docker.diskUsage()) : null,
      daemon ? orNull(() => host.docker.daemonOptions()) : null,
    ]);
    const runs = containers.filter((container) => !isIdle(container));
    const containersRunning = runs.filter(({ running }) => running).length;
    const certificateExpiry = (await host.docker.certificateExpiry()) ?? null;
    const counts = { containersRunning, containersTotal: runs.length };
    return {
      ...known,
      ...counts,
      reachable: true,
      version,
      certificateExpiry,
      disk,
      daemonOptions,
      error: null,
    };
  } catch (error) {
    return { ...known, ...nothing, error: error instanceof Error ? error.message : String(error) };
  }
}

const nothing = {
  ...{ reachable: false, version: null, containersRunning: null, containersTotal: null },
  ...{ certificateExpiry: null, disk: null, daemonOptions: null },
} as const;

function orNull<T>(ask: () => Promise<T>): Promise<T | null> {
  return bounded(ask, patienceMs).catch(() => null);
}
