import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Bench } from "../bench.ts";
import { DagsterSystem } from "../systems/dagsterSystem.ts";
import { deadLocation } from "../systems/runLauncher.ts";
import type { Timed } from "../systems/system.ts";

/** What takes longer is measured once: it keeps everything else waiting. */
const slowMs = 30_000;

/**
 * How long the run of a healthy host waits when the run before it in Dagster's queue is for a host that accepts connections
 * and never answers: from asking for the first launch until the second has returned. dagster-docker and Dagster's own
 * launcher know no second host.
 */
export async function measureDeadHost(bench: Bench): Promise<void> {
  const dead = await silentServer();
  bench.environment.closing.add(dead.close);
  for (const name of bench.names) {
    if (name !== "ours_cold" && name !== "peer") continue;
    const system = await bench.open(name, { deadHost: dead.url });
    if (!(system instanceof DagsterSystem)) continue;
    for (let round = 1; round <= bench.size.deadHost; round++) {
      bench.report(`${name}: a launch behind one for a dead host, round ${round} of ${bench.size.deadHost}`);
      if ((await behindDead(bench, system)) > slowMs) break;
    }
    await system.stop();
  }
}

async function behindDead(bench: Bench, system: DagsterSystem): Promise<number> {
  const [forDead = ""] = await system.prepare(1, { image: "tiny", location: deadLocation });
  const [forAlive = ""] = await system.prepare(1, { image: "tiny" });
  type Serial = { total_ms: number; outcomes: Timed[] };
  const { total_ms, outcomes } = await system.driver.send<Serial>("serial", { run_ids: [forDead, forAlive] });
  bench.samples.add("healthy_host_launch_with_dead_host_ms", system.name, total_ms);
  const failed = outcomes[1]?.failed;
  if (failed !== undefined)
    bench.samples.note(`${system.name}: the launch on the healthy host failed: ${failed}`);
  await bench.removeRuns([forAlive]);
  return total_ms;
}

async function silentServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `tcp://127.0.0.1:${port}`, close };
}
