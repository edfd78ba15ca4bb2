import { expect, inject } from "vitest";
import { Dagster, type Run } from "../../../lab/demo/dagster.ts";
import { onHost } from "./hosts.ts";

/** Dagster of the deployment that the tests share. */
export const dagster = new Dagster(inject("webserver"));

/** A run whose worker is at work, and its container. */
export interface LiveRun {
  id: string;
  host: string;
  container: string;
}

/** Launches the long job on host-b and waits until its worker is at work. */
export async function longRun(tags: Record<string, string> = {}, seconds = 600): Promise<LiveRun> {
  const id = await dagster.launch("etl_pipelines", "long_running", tags, sleepFor(seconds));
  return await started(id);
}

/** The run configuration that makes the long job end after some seconds. */
export function sleepFor(seconds: number): object {
  return { ops: { sleep: { config: { seconds } } } };
}

/** Waits until the worker of a run is at work. */
export async function started(id: string): Promise<LiveRun> {
  const run = await dagster.waitFor(id, new Set(["STARTED"]));
  expect(run.status).toBe("STARTED");
  return { id, host: run.tags["multihost_docker/host_name"] ?? "", container: containerOf(run) };
}

/** How a run ends, and how many seconds that took from now. */
export async function end(id: string): Promise<{ run: Run; seconds: number; messages: string }> {
  const start = Date.now();
  const run = await dagster.waitFor(id);
  return { run, seconds: (Date.now() - start) / 1000, messages: (await dagster.messages(id)).join("\n") };
}

/** Terminates a run, which has to end canceled. */
export async function cancel(id: string): Promise<void> {
  await dagster.terminate(id);
  expect((await end(id)).run.status).toBe("CANCELED");
}

/** The id of a run's container, as its tag says. */
export function containerOf(run: Run): string {
  return run.tags["multihost_docker/container_id"] ?? "";
}

/** Whether a container runs, is paused, has exited, …; empty when it does not exist. */
export async function containerStatus({ host, container }: LiveRun): Promise<string> {
  return await onHost(host, `docker inspect --format {{.State.Status}} ${container} 2>/dev/null || true`);
}

/** The ids of all containers of a run on a host. */
export async function containersOf(host: string, runId: string): Promise<string[]> {
  const ids = await onHost(host, `docker ps --all --quiet --filter label=dagster/run_id=${runId}`);
  return ids.split("\n").filter(Boolean);
}

/** Terminates whatever is under way, such as what a failed test has left. */
export async function quiet(): Promise<void> {
  for (const id of await dagster.runsWith()) {
    await dagster.terminate(id).catch(() => undefined);
    await dagster.waitFor(id);
  }
}
