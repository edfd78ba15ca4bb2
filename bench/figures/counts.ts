import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { CountingProxy } from "../setup/countingProxy.ts";
import { DagsterSystem } from "../systems/dagsterSystem.ts";
import type { System } from "../systems/system.ts";

/**
 * How many requests and connections one launch costs the engine, counted by a proxy in front of its socket. What a launcher
 * asks beside launches, such as pings, counts when it falls into one; so the median tells what a launch itself costs.
 * `most_connections`: how many are open at once at most, also with 16 launches at once, besides those that follow events.
 */
export async function measureCounts(bench: Bench): Promise<void> {
  for (const name of bench.names.filter((one) => one !== "default")) {
    const { environment, samples } = bench;
    const proxy = new CountingProxy(join(environment.directory, `${name}.proxy`), environment.socketPath);
    await proxy.listen();
    environment.closing.add(() => proxy.close());
    const system = await bench.open(name, { engineSocket: proxy.path });
    const kind = { image: name === "ours_warm" ? "example" : "tiny" } as const;
    const runIds = await system.prepare(Math.max(bench.size.n, 5) + 2, kind);
    for (const [index, runId] of runIds.entries()) {
      // Workers are learnt from the first launch.
      if (system instanceof DagsterSystem && index > 0) await system.settled();
      proxy.take();
      const { failed } = await system.launch(runId);
      const { requests, connections } = proxy.take();
      // The first two open connections that are then kept.
      if (failed !== undefined || index < 2) continue;
      samples.add("api_calls_per_launch", name, requests.length);
      samples.add("new_connections_per_launch", name, connections);
    }
    if (name !== "ours_warm") await system.burst(await more(system, runIds), 16);
    samples.add("most_connections", name, proxy.most);
    await bench.removeRuns(runIds);
    await system.stop();
    await proxy.close();
  }
}

/** Runs for a burst; they are added to those that are removed later. */
async function more(system: System, runIds: string[]): Promise<string[]> {
  const added = await system.prepare(16, { image: "tiny" });
  runIds.push(...added);
  return added;
}
