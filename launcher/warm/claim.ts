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
    const stream = await attachTo(docker, worker.id, name);
    if (stream === undefined) return { outcome: "gone" };
    await giveRun(stream, request);
    return { outcome: "claimed", stream };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await docker.remove(worker.id).catch(() => undefined);
    return { outcome: "gone" };
  }
}

/**
 * The worker's standard input; undefined when another launcher has the worker. The engine may have found the worker
 * under its old name for both of them, and then renames it twice: the last name is the one that counts.
 */
async function attachTo(docker: DockerHost, id: string, name: string): Promise<Duplex | undefined> {
  const [stream, container] = await Promise.allSettled([docker.attach(id), docker.inspect(id)]);
  const isOurs = container.status === "fulfilled" && container.value?.name === name;
  if (isOurs && stream.status === "fulfilled") return stream.value;
  if (stream.status === "fulfilled") stream.value.destroy();
  if (container.status === "rejected") throw container.reason;
  if (isOurs && stream.status === "rejected") throw stream.reason;
  return undefined;
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
