import type { ConfigInForce } from "../api/answers.ts";
import { version } from "../api/version.ts";
import type { LauncherConfig } from "../config/index.ts";
import { oneLine } from "../history/failures.ts";
import type { Failure } from "../history/failures.ts";
import type { History } from "../history/history.ts";
import type { FleetView, HostView, RunView } from "../runs/fleetView.ts";
import type { Certificates, Expiries } from "./certificates.ts";
import type { Sections } from "./changes.ts";
import type { FailureItem, HostItem, LauncherItem, RunItem } from "./schemas.ts";

/** What the page is made from. */
export type Sources = {
  view: () => Promise<FleetView>;
  history: History;
  certificates: Certificates;
  config: () => LauncherConfig;
  inForce: () => ConfigInForce;
};

/** A host that answers is heard of every few seconds: to tell each time would be a change each time. */
const contactStepMs = 10_000;

/** Everything that the page shows, in the names of the wire. Only what stands here leaves the launcher. */
export async function pageSections(sources: Sources, now: number): Promise<Sections> {
  const { history, certificates } = sources;
  const { hosts, runs } = await sources.view();
  const hostItems = await Promise.all(
    hosts.map(async (host) => hostItem(host, await certificates.of(host, now))),
  );
  return {
    launcher: new Map([["launcher", launcherItem(sources)]]),
    hosts: new Map(hostItems.map((host) => [host.host_name, host])),
    runs: new Map(runs.map((run) => [`${run.hostName} ${run.containerId}`, runItem(run, history)])),
    failures: new Map(history.failures.all().map((failure) => [String(failure.id), failureItem(failure)])),
    launches: new Map(history.latency.points(now).map((point) => [String(point.at), point])),
    launch_total: new Map([["total", history.latency.total(now) ?? null]]),
  };
}

function launcherItem({ config, inForce }: Sources): LauncherItem {
  const { webserver_url, status_logs } = config();
  return { version, webserver_url: webserver_url ?? null, logs: status_logs, config_error: inForce().error };
}

function hostItem(host: HostView, expiries: Expiries | undefined): HostItem {
  const { config, state, since, reason, lastContact, running, warmIdle, warmError, drainedSince } = host;
  const exact = state === "silent" || state === "lost";
  return {
    host_name: config.host_name,
    locations: config.location_names,
    weight: config.weight,
    capacity: config.capacity ?? null,
    labels: config.labels,
    state,
    since,
    reason: reason === null ? null : oneLine(reason),
    last_contact:
      lastContact === null || exact ? lastContact : Math.floor(lastContact / contactStepMs) * contactStepMs,
    running,
    warm_idle: warmIdle,
    warm_error: warmError === null ? null : oneLine(warmError),
    drained_since: drainedSince === null ? null : Date.parse(drainedSince),
    certificates: expiries ?? null,
  };
}

function runItem(run: RunView, history: History): RunItem {
  const known = history.runs.get(run.runId);
  const created = run.createdAt === null ? null : Date.parse(run.createdAt);
  return {
    run_id: run.runId,
    container_id: run.containerId,
    attempt: run.attempt,
    job_name: known?.jobName ?? run.jobName,
    location_name: run.locationName,
    host_name: run.hostName,
    image: run.image,
    status: run.status,
    since: known?.startedAt ?? created,
  };
}

function failureItem({ hostName, runId, containerId, jobName, ...failure }: Failure): FailureItem {
  return { ...failure, host_name: hostName, run_id: runId, container_id: containerId, job_name: jobName };
}
