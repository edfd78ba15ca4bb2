import { setTimeout as sleep } from "node:timers/promises";
import type { RunService } from "../../../../launcher/runs/service.ts";
import type { Answer, Deployment } from "./deployment.ts";

/** A run as Dagster shows it. */
export type Shown = Answer & {
  status: string;
  tags: Record<string, string>;
  start: number;
  events: string[];
};

/** Records and launches a run of a job. */
export async function launchRun(deployment: Deployment, job: string, tags = {}) {
  const { run_id } = await deployment.ask<{ run_id: string }>("prepare", { job, tags });
  const { begin } = await deployment.ask<{ begin: number }>("launch", { run_id });
  const { tags: given, events } = await untilReported(deployment, run_id);
  const containerId = given["multihost_docker/container_id"] ?? "";
  return { run_id, begin, containerId, warm: events.some((text) => text.includes("(warm)")) };
}

/** Waits for the event that follows a start: it is written after the launch has returned. */
async function untilReported(deployment: Deployment, run_id: string): Promise<Shown> {
  for (let waited = 0; waited < 300; waited++) {
    const shown = await deployment.ask<Shown>("show", { run_id });
    if (shown.events.some((text) => text.includes("Started Docker container"))) return shown;
    await sleep(100);
  }
  throw new Error(`Run ${run_id} has no event of its start`);
}

/** Waits until a run has one of these states. */
export async function untilRun(deployment: Deployment, run_id: string, states: string[]): Promise<Shown> {
  for (let waited = 0; waited < 600; waited++) {
    const shown = await deployment.ask<Shown>("show", { run_id });
    if (states.includes(shown.status)) return shown;
    if (["SUCCESS", "FAILURE", "CANCELED"].includes(shown.status)) break;
    await sleep(200);
  }
  throw new Error(`Run ${run_id} does not become ${states.join(" or ")}`);
}

/** Waits until so many warm workers are ready. */
export async function untilReady(service: RunService, count: number): Promise<void> {
  for (let waited = 0; waited < 600; waited++) {
    const [host] = await service.hosts();
    if ((host?.warmIdle ?? 0) >= count) return;
    await sleep(200);
  }
  throw new Error(`There are no ${count} warm workers: ${JSON.stringify(await service.hosts())}`);
}
