import { randomUUID } from "node:crypto";
import { benchLabel } from "../setup/engineApi.ts";
import type { Environment } from "../setup/environment.ts";

/** A container that lives and the run that it belongs to. */
export type Living = { runId: string; containerId: string };

/**
 * Starts containers that sleep, each labelled as the run container of a run of its own. They have no network: a bridge has
 * room for 1,023.
 */
export async function startOthers(environment: Environment, n: number): Promise<Living[]> {
  const { engine, id, images } = environment;
  const living: Living[] = [];
  const one = async (): Promise<void> => {
    const runId = randomUUID();
    const containerId = await engine.launch({
      ...{ Image: images.tiny, Cmd: ["sleep", "36000"], Labels: { [benchLabel]: id, ...runLabels(runId) } },
      HostConfig: { NetworkMode: "none" },
    });
    living.push({ runId, containerId });
  };
  let left = n;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return living;
}

/** The labels that the launchers of both projects put on a run container. */
function runLabels(runId: string): Record<string, string> {
  return {
    "dagster/run_id": runId,
    "dagster/attempt": "0",
    "dagster/job_name": "daily_etl",
    "dagster/location_name": "etl_pipelines",
    "dagster/host_name": "alive",
    "dagster/managed": "true",
  };
}
