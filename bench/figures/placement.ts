import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseLauncherConfig } from "../../launcher/config/index.ts";
import { DockerodeHost } from "../../launcher/docker/dockerodeHost.ts";
import { choosePlace } from "../../launcher/runs/choosePlace.ts";
import { systemClock } from "../../launcher/runs/clock.ts";
import { HostDirectory } from "../../launcher/runs/hostDirectory.ts";
import { Reservations } from "../../launcher/runs/reservations.ts";
import { survey } from "../../launcher/runs/survey.ts";
import { watchTiming } from "../../launcher/watch/timing.ts";
import type { Bench } from "../bench.ts";
import type { Fleet } from "../fleet/fleet.ts";

/** How long it takes to choose one host of a pool that is the whole fleet; here in this process, to measure nothing else. */
export async function measurePlacement(bench: Bench, fleet: Fleet): Promise<void> {
  bench.report("Placement on a pool of 200 hosts");
  const config = parseLauncherConfig({ docker_hosts: fleet.dockerHosts() });
  const directory = new HostDirectory(config, {
    connect: (host) => new DockerodeHost(host, config.request_timeout_seconds),
    timing: watchTiming,
    listener: {},
  });
  directory.watch();
  const hosts = directory.all();
  while (hosts.some(({ watch }) => watch.state.phase !== "live")) await sleep(100);
  const rules = { reservations: new Reservations(systemClock), isDrained: () => false };
  for (let round = 0; round < 300; round++) {
    const attempt = { runId: randomUUID(), attempt: 0 };
    const request = { ...attempt, jobName: "job", locationName: "etl", image: "app:1", command: [], env: {} };
    const begun = performance.now();
    choosePlace(await survey(hosts, config.container_label_prefix, attempt, directory), request, rules);
    if (round >= 50) bench.samples.add("scale_placement_ms", "ours_cold", performance.now() - begun);
  }
  directory.close();
}
