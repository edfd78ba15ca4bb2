import type { HostConfig } from "../config/index.ts";
import { isIdle, warmLabel } from "../warm/name.ts";
import type { KnownContainer } from "../watch/containerTable.ts";
import type { HostWatch } from "../watch/hostWatch.ts";
import type { Host } from "./hostDirectory.ts";
import type { StatusContext } from "./hostStatus.ts";
import { runOf } from "./naming.ts";

/**
 * How a host fares: `live` it answers; `silent` it owes an answer for a while and may be lost soon; `lost` it does not
 * answer; `starting` it was not reached yet.
 */
export type HostState = "live" | "silent" | "lost" | "starting";

/** What is known of one host without asking it. Times are in milliseconds since the epoch. */
export type HostView = {
  config: HostConfig;
  state: HostState;
  /** Since when it is in this state. */
  since: number;
  /** Why it is lost. */
  reason: string | null;
  lastContact: number | null;
  /** Run containers at work; null when it is not known. */
  running: number | null;
  warmIdle: number;
  warmError: string | null;
  drainedSince: string | null;
  /** Expiry of the certificate that the server presented last; null without TLS and before the first connection. */
  serverCertificateExpiry: number | null;
};

/** A run container that has not ended, as far as is known. */
export type RunView = {
  hostName: string;
  containerId: string;
  runId: string;
  attempt: number;
  /** Empty for a warm worker: it was created before the run. */
  jobName: string;
  locationName: string;
  image: string;
  /** Of a host that is lost it is not known. */
  status: KnownContainer["status"] | "unknown";
  /** ISO 8601 by the host's clock; of a warm worker null. */
  createdAt: string | null;
};

/** All hosts in configured order, and the live runs. */
export type FleetView = { hosts: HostView[]; runs: RunView[] };

/** An answer that is owed for longer makes a host silent. */
const patienceMs = 1500;

/** Looks at what is known of the hosts. */
export async function fleetView(context: StatusContext, now: number): Promise<FleetView> {
  const hosts = context.directory.all();
  const names = new Set(hosts.map(({ config }) => config.host_name));
  return {
    hosts: await Promise.all(hosts.map((host) => hostView(context, host, now))),
    runs: hosts.flatMap((host) => liveRuns(host, context.prefix, names)),
  };
}

async function hostView(
  { drains, warm }: StatusContext,
  { config, docker, watch }: Host,
  now: number,
): Promise<HostView> {
  const { warmIdle, warmError } = warm(config.host_name);
  const { state, since } = stateOf(watch, now);
  return {
    ...{ config, state, since, warmIdle, warmError },
    reason: watch.state.phase === "lost" ? watch.state.error.message : null,
    lastContact: watch.contact.at ?? null,
    running: watch.state.phase === "live" ? watch.table.busy : null,
    drainedSince: drains.since(config.host_name) ?? null,
    serverCertificateExpiry: (await docker.certificateExpiry()) ?? null,
  };
}

function stateOf({ state, contact, changedAt }: HostWatch, now: number): { state: HostState; since: number } {
  const { unansweredSince = now } = contact;
  if (state.phase === "live" && now - unansweredSince > patienceMs)
    return { state: "silent", since: unansweredSince };
  return { state: state.phase, since: changedAt };
}

/** @param names All configured hosts: two of them may lead to the same engine, where each run is one's only. */
function liveRuns({ config, watch }: Host, prefix: string, names: ReadonlySet<string>): RunView[] {
  return watch.table.all().flatMap((container) => {
    const { id: containerId, image, status, labels } = container;
    const run = runOf(container, prefix);
    const owner = labels[`${prefix}/host_name`] ?? config.host_name;
    if (owner !== config.host_name && names.has(owner)) return [];
    if (run === undefined || isIdle(container) || status === "exited" || status === "dead") return [];
    const isWarm = labels[warmLabel(prefix)] !== undefined;
    return {
      ...{ hostName: config.host_name, containerId, ...run, image },
      status: watch.state.phase === "lost" ? ("unknown" as const) : status,
      jobName: labels[`${prefix}/job_name`] ?? "",
      locationName: labels[`${prefix}/location_name`] ?? "",
      createdAt: isWarm || container.createdAt === "" ? null : container.createdAt,
    };
  });
}
