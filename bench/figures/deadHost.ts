import { setTimeout as sleep } from "node:timers/promises";
import type { Bench } from "../bench.ts";
import { MortalHost } from "../setup/mortalHost.ts";
import { DagsterSystem } from "../systems/dagsterSystem.ts";
import { deadLocation } from "../systems/runLauncher.ts";
import type { Timed } from "../systems/system.ts";

/** What takes longer is measured once: it keeps everything else waiting. */
const slowMs = 30_000;

/** For how long the host has been dead when runs are launched. */
const deadForMs = 20_000;

/**
 * How long the run of a healthy host waits when the run before it in Dagster's queue is for a host that has died: from
 * asking for the first launch until the second has returned. dagster-docker and Dagster's own launcher know no second host.
 */
export async function measureDeadHost(bench: Bench): Promise<void> {
  const { environment, size } = bench;
  for (const name of bench.names) {
    if (name !== "ours_cold" && name !== "peer") continue;
    const host = new MortalHost(environment.socketPath);
    environment.closing.add(() => host.close());
    const system = await bench.open(name, { deadHost: await host.listen() });
    if (!(system instanceof DagsterSystem)) continue;
    host.die();
    await sleep(deadForMs);
    for (let round = 1; round <= size.deadHost; round++) {
      bench.report(`${name}: a launch behind one for a dead host, round ${round} of ${size.deadHost}`);
      if ((await behindDead(bench, system)) > slowMs) break;
    }
    await system.stop();
    await host.close();
  }
}

async function behindDead(bench: Bench, system: DagsterSystem): Promise<number> {
  const [forDead = ""] = await system.prepare(1, { image: "tiny", location: deadLocation });
  const [forAlive = ""] = await system.prepare(1, { image: "tiny" });
  type Serial = { total_ms: number; outcomes: Timed[] };
  const { total_ms, outcomes } = await system.driver.send<Serial>("serial", { run_ids: [forDead, forAlive] });
  bench.samples.add("healthy_host_launch_with_dead_host_ms", system.name, total_ms);
  if (outcomes[0]?.failed === undefined) bench.samples.note(`${system.name}: the dead host took a run`);
  const failed = outcomes[1]?.failed;
  if (failed !== undefined)
    bench.samples.note(`${system.name}: the launch on the healthy host failed: ${failed}`);
  await bench.removeRuns([forAlive]);
  return total_ms;
}
