/** `main.ts DIRECTORY HOSTS CONTAINERS`: a fleet of fake daemons in a process of its own, led over standard input and output. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { FakeDaemon } from "./daemon.ts";

const [directory = "", hosts = "0", containers = "0"] = process.argv.slice(2);
const daemons = Array.from(
  { length: Number(hosts) },
  (_, index) => new FakeDaemon(join(directory, `h${index}`)),
);
const runs = daemons.map((daemon, host) =>
  Array.from({ length: Number(containers) }, () => launch(daemon, host)),
);
await Promise.all(daemons.map((daemon) => daemon.listen()));
answer({ runs });

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as
    { command: "churn"; launches: number; seconds: number } | { command: "requests" };
  if (request.command === "churn") await churn(request.launches, request.seconds);
  answer({ requests: daemons.reduce((sum, daemon) => sum + daemon.requests, 0) });
}
for (const daemon of daemons) daemon.close();

/** Ends and removes the oldest run container of one host after the other, and starts a new one in its place. */
async function churn(launches: number, seconds: number): Promise<void> {
  const begun = performance.now();
  for (let done = 0; done < launches; done++) {
    const host = done % daemons.length;
    const daemon = daemons[host];
    const oldest = daemon?.containers.oldest;
    if (daemon === undefined || oldest === undefined) continue;
    daemon.containers.end(oldest);
    daemon.containers.remove(oldest);
    launch(daemon, host);
    const ahead = (done / launches) * seconds * 1000 - (performance.now() - begun);
    if (ahead > 5) await sleep(ahead);
  }
}

function launch({ containers: all }: FakeDaemon, host: number): { runId: string; containerId: string } {
  const runId = randomUUID();
  const labels = {
    ...{
      "dagster/managed": "true",
      "dagster/run_id": runId,
      "dagster/attempt": "0",
      "dagster/job_name": "job",
    },
    ...{ "dagster/location_name": "etl", "dagster/host_name": `h${host}` },
  };
  const containerId = all.create(`dagster-run-${runId}-0`, "app:1", labels) ?? "";
  all.start(containerId);
  return { runId, containerId };
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
