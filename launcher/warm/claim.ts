import type { Duplex } from "node:stream";
import { EngineError } from "../docker/port.ts";
import type { DockerHost } from "../docker/port.ts";
import { runVariables } from "../runs/environmentSources.ts";
import { containerName } from "../runs/naming.ts";
import type { Attempt, CreateRequest } from "../runs/requests.ts";
import type { KnownContainer } from "../watch/containerTable.ts";
import { send } from "./attached.ts";

/** What became of the attempt to take a worker. `gone`: another one may be tried; `taken`: the run's name is in use. */
export type Claim = { outcome: "claimed"; stream: Duplex } | { outcome: "gone" } | { outcome: "taken" };

/**
 * Takes an idle worker for a run: the new name is the claim, since of two who rename it at once the second one does not
 * find it under its old name any more. Then the worker is given the run, which it does not start yet.
 */
export async function claim(
  docker: DockerHost,
  worker: KnownContainer,
  request: CreateRequest,
): Promise<Claim> {
  const name = containerName(request);
  try {
    await docker.rename(worker.name, name);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { outcome: error.status === 409 ? "taken" : "gone" };
  }
  try {
    // By name, not by id: had somebody else been quicker, the worker would have another one.
    const stream = await docker.attach(name);
    await giveRun(stream, request);
    return { outcome: "claimed", stream };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.status !== 404) await docker.remove(worker.id).catch(() => undefined);
    return { outcome: "gone" };
  }
}

/** Gives a worker the run that it is to execute. One that has a run already passes it over. */
export function giveRun(stream: Duplex, request: CreateRequest): Promise<void> {
  const { command } = request;
  return send(stream, { run: { id: runKey(request), command, env: runVariables(request) } });
}

/** Tells a worker to start the run that it was given. One that has started passes it over. */
export function sayGo(stream: Duplex, attempt: Attempt): Promise<void> {
  return send(stream, { go: runKey(attempt) });
}

function runKey({ runId, attempt }: Attempt): string {
  return `${runId}/${attempt}`;
}
