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
 * Takes an idle worker for a run: the new name is the claim. Then the worker is given the run, which it does not start
 * yet.
 *
 * @param fits Whether the worker's image is still the one of its name; what does not fit is removed.
 */
export async function claim(
  docker: DockerHost,
  worker: KnownContainer,
  request: CreateRequest,
  fits: () => Promise<boolean>,
): Promise<Claim> {
  const name = containerName(request);
  try {
    await docker.rename(worker.name, name);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { outcome: error.status === 409 ? "taken" : "gone" };
  }
  try {
    const [stream, container, image] = await Promise.allSettled([
      docker.attach(worker.id),
      docker.inspect(worker.id),
      fits(),
    ]);
    const state = container.status === "fulfilled" ? container.value : undefined;
    // The engine may have found the worker under its old name for two launchers, and then renames it twice.
    const isOurs = state?.name === name;
    const isUsable = isOurs && state.status === "running" && image.status === "fulfilled" && image.value;
    if (isUsable && stream.status === "fulfilled") {
      await giveRun(stream.value, request);
      return { outcome: "claimed", stream: stream.value };
    }
    if (stream.status === "fulfilled") stream.value.destroy();
    for (const answer of [container, image]) if (answer.status === "rejected") throw answer.reason;
    if (isOurs) await docker.remove(worker.id);
    return { outcome: "gone" };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
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
