import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import type { Bench } from "../bench.ts";
import { Fleet } from "../fleet/fleet.ts";
import { LauncherClient } from "../setup/launcherClient.ts";
import { LauncherProcess } from "../setup/launcherProcess.ts";
import { processUsage, tickMs } from "../setup/processUsage.ts";
import { measurePlacement } from "./placement.ts";

/** The fleet: hosts, and live runs on each. */
const [hosts, runsPerHost] = [200, 50];

/** Runs of an hour each: so many end and begin in an hour. */
const launchesAnHour = hosts * runsPerHost;

/**
 * The launcher with 200 hosts and 10,000 live runs. The hosts are fake daemons that speak the Engine API over Unix sockets, so
 * that the launcher itself is measured: its memory over an hour's worth of events, how long it takes to choose a host and to
 * tell the health of a run, what it asks the hosts for while nothing is launched, and 200 launches on a pool of four.
 */
export async function measureScale(bench: Bench): Promise<void> {
  const { environment } = bench;
  if (!bench.names.includes("ours_cold")) return;
  bench.report(`Starting ${hosts} fake daemons with ${hosts * runsPerHost} run containers`);
  const home = join(environment.directory, "scale");
  mkdirSync(home);
  const fleet = await Fleet.start(home, hosts, runsPerHost);
  environment.closing.add(() => fleet.stop());
  await measurePlacement(bench, fleet);

  const section = { launcher_socket: join(home, "launcher.sock"), docker_hosts: fleet.dockerHosts() };
  const run_launcher = {
    module: "dagster_multihost_launcher",
    class: "MultiHostDockerRunLauncher",
    config: section,
  };
  writeFileSync(join(home, "dagster.yaml"), stringify({ run_launcher }));
  const launcher = await LauncherProcess.start(environment.bundle, home, {});
  environment.closing.add(() => launcher.stop());
  const client = new LauncherClient(launcher.socketPath);
  await sleep(5_000);
  await measureHealth(bench, client, fleet);
  await measureLaunches(bench, client);
  await measureIdle(bench, fleet);
  await measureMemory(bench, fleet, launcher);
  client.close();
  await launcher.stop();
  await fleet.stop();
}

async function measureHealth(bench: Bench, client: LauncherClient, fleet: Fleet): Promise<void> {
  bench.report("Health of single runs among 10,000");
  for (let round = 0; round < 300; round++) {
    const run = fleet.runs[Math.floor(Math.random() * fleet.runs.length)];
    if (run === undefined) return;
    const query = new URLSearchParams({ host_name: run.hostName, container_id: run.containerId });
    const begun = performance.now();
    const { status } = await client.send("GET", `/v1/runs/${run.runId}/health?${query.toString()}`);
    const taken = performance.now() - begun;
    if (status !== "RUNNING") bench.samples.note(`scale: a live run is said to be ${String(status)}`);
    if (round >= 50) bench.samples.add("scale_health_ms", "ours_cold", taken);
  }
}

async function measureLaunches(bench: Bench, client: LauncherClient): Promise<void> {
  bench.report("200 launches on a pool of four hosts, 16 at once");
  let [left, errors] = [200, 0];
  const used = new Map<string, number>();
  const one = async (): Promise<void> => {
    const runId = randomUUID();
    const body = {
      attempt: 0,
      job_name: "job",
      location_name: "few",
      image: "app:1",
      command: ["dagster"],
      env: {},
    };
    const created = (await client.send("POST", `/v1/runs/${runId}/create`, body)) as Created;
    const { host_name = "", container_id = "" } = created.result ?? {};
    const start = { attempt: 0, host_name, container_id };
    const started = (await client.send("POST", `/v1/runs/${runId}/start`, start)) as Failed;
    const error = created.error ?? started.error;
    if (error === undefined) used.set(host_name, (used.get(host_name) ?? 0) + 1);
    else {
      errors++;
      bench.samples.note(`scale: a launch failed: ${error.code}`);
    }
  };
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: 16 }, worker));
  bench.samples.add("scale_launches_per_s", "ours_cold", 200 / ((performance.now() - begun) / 1000));
  bench.samples.add("scale_failed_launches_of_200", "ours_cold", errors);
  bench.samples.add("scale_launches_of_one_host", "ours_cold", ...used.values());
}

async function measureIdle(bench: Bench, fleet: Fleet): Promise<void> {
  bench.report("What the launcher asks of its hosts in a minute");
  const before = await fleet.requests();
  await sleep(60_000);
  const calls = (await fleet.requests()) - before;
  bench.samples.add("scale_calls_per_host_and_minute", "ours_cold", calls / hosts);
}

async function measureMemory(bench: Bench, fleet: Fleet, { pid }: LauncherProcess): Promise<void> {
  const [tick, seconds, parts] = [await tickMs(), 60, 6];
  for (let part = 1; part <= parts; part++) {
    bench.report(`An hour's worth of events in ${seconds} s, part ${part} of ${parts}`);
    const before = processUsage(pid, tick).cpu_ms;
    await fleet.churn(launchesAnHour / parts, seconds / parts);
    const { cpu_ms, rss_mb } = processUsage(pid, tick);
    // The first part brings the heap to its size.
    if (part > 1) bench.samples.add("scale_rss_mb", "ours_cold", rss_mb);
    if (part === 2) bench.samples.add("scale_rss_first_mb", "ours_cold", rss_mb);
    if (part === parts) bench.samples.add("scale_rss_last_mb", "ours_cold", rss_mb);
    bench.samples.add("scale_cpu_s_per_hour", "ours_cold", ((cpu_ms - before) / 1000) * parts);
  }
}

type Failed = { error?: { code: string } };
type Created = Failed & { result?: { host_name: string; container_id: string } };
