import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import type { CreateRequest, Event } from "../../../launcher/runs/requests.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import type { WatchListener } from "../../../launcher/watch/hostWatch.ts";
import { FakeHost } from "./fakeHost.ts";

/** What a test changes of every host, or of each by its name. */
type HostChange = Record<string, unknown> | ((name: string) => object);

const locations: Record<string, string> = { b: "etl", c: "analytics", d: "pooled", e: "pooled" };

/** A configuration of four hosts: `b` serves etl, `c` analytics, and `d` and `e` are the pool of pooled. */
export function fleetConfig(top: object = {}, ofHost: HostChange = {}) {
  return parseLauncherConfig({
    docker_hosts: Object.entries(locations).map(([name, location]) => ({
      ...{ host_name: name, docker_url: "local", location_names: [location] },
      ...(typeof ofHost === "function" ? ofHost(name) : ofHost),
    })),
    ...top,
  });
}

/** So short that a test sees a host become lost and live again. */
const timing = { beat: 20, ping: 50, strike: 1, probe: 1, reconcile: 60_000, retry: 20, stock: 5 };

/** A service over the fake hosts of {@link fleetConfig}. */
export function fleet(top: object = {}, ofHost: HostChange = {}, listener: WatchListener = {}) {
  const hosts = Object.fromEntries(Object.keys(locations).map((name) => [name, new FakeHost(name)]));
  const config = fleetConfig(top, ofHost);
  const host = (name: string): FakeHost => {
    const found = hosts[name];
    if (found === undefined) throw new Error(`no fake host ${name}`);
    return found;
  };
  const time = { now: 0 };
  const warmFailures: string[] = [];
  const service = new RunService({
    config,
    connect: ({ host_name }) => host(host_name),
    clock: { now: () => time.now },
    launcherEnv: { FROM_LAUNCHER: "yes", API_TOKEN: "s3cret-launcher" },
    timing,
    listener,
    warm: { failed: (_, reason) => warmFailures.push(reason) },
  });
  const events: Event[] = [];
  const create = (changes: Partial<CreateRequest> = {}) =>
    service.create({ ...request, ...changes }, (event) => events.push(event));
  return { service, config, host, events, time, create, warmFailures };
}

/** A request to launch a run of `etl`. */
export const request: CreateRequest = {
  runId: "run-1",
  attempt: 0,
  jobName: "daily_etl",
  locationName: "etl",
  image: "app:1",
  command: ["dagster", "api", "execute_run", "{}"],
  env: {},
};
