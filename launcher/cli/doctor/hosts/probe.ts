import { addAbortSignal } from "node:stream";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { EngineError } from "../../../docker/port.ts";
import type { DockerHost } from "../../../docker/port.ts";
import { LauncherError } from "../../../error.ts";
import type { PostgresStorage } from "../storage.ts";
import type { ProbeSpec } from "./probeSpec.ts";

/** What a container says about Postgres; `state` tells the cases apart. */
export const postgresAnswer = z.object({
  state: z.string(),
  host: z.string().nullish(),
  port: z.number().nullish(),
  detail: z.string().nullish(),
});

const answer = z.object({
  dagster: z.string().nullable(),
  disk: z.object({ free: z.number(), total: z.number() }),
  no_new_privileges: z.boolean().nullable(),
  postgres: postgresAnswer,
});

/** What a container of a code location's image finds on its host. */
export type ProbeAnswer = z.output<typeof answer>;

/** How often it is looked whether a removal that is under way is over: for ten seconds. */
const removeTries = 50;

/** A container ends by itself after 25 s; this is for a host that does not answer. */
const limitMs = 35_000;

const marker = "dagster-multihost-doctor ";
/** An image may write what it likes before. */
const longest = 65_536;

/**
 * Starts the container, asks it, and removes it, whatever happens. It gets what dagster.yaml says about storage over its
 * standard input: that may hold a password, and must not be seen in the container's configuration.
 *
 * @param look Is called while the container is there.
 * @throws LauncherError `DOCTOR_CONTAINER_FAILED` when it ends without an answer.
 */
export async function probe<T>(
  docker: DockerHost,
  { name, spec, networks }: ProbeSpec,
  storage: PostgresStorage,
  { signal, look }: { signal: AbortSignal; look: (containerId: string) => Promise<T> },
): Promise<{ answer: ProbeAnswer; seen: T }> {
  signal.throwIfAborted();
  const over = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    const id = await docker.create(name, spec);
    for (const network of networks.slice(1)) await docker.connectNetwork(network, id);
    const seen = await look(id);
    await docker.start(id);
    const output = addAbortSignal(over, await docker.logStream(id, { follow: true }));
    const input = await docker.attach(id);
    input.on("error", () => undefined);
    input.end(`${JSON.stringify({ storage })}\n`);
    return { answer: await answerIn(output, docker.name), seen };
  } finally {
    // By name: when the engine's answer is lost, the container may be there.
    await removed(docker, name);
  }
}

/** One that has ended is being removed by the engine, which then refuses: what counts is that it is gone. */
async function removed(docker: DockerHost, name: string): Promise<void> {
  for (let left = removeTries; left > 0; left--) {
    const isUnderWay = await docker.remove(name).then(
      () => false,
      (error: unknown) => error instanceof EngineError && error.status === 409,
    );
    if (!isUnderWay) return;
    await sleep(200);
  }
}

async function answerIn(output: Readable, host: string): Promise<ProbeAnswer> {
  let text = "";
  // readline would wait for ever for a stream that was destroyed.
  for await (const chunk of output.setEncoding("utf8")) {
    text = (text + String(chunk)).slice(-longest);
    const found = answerOf(text);
    if (found !== undefined) return found;
  }
  const last = text
    .split("\n")
    .findLast((line) => line.trim() !== "")
    ?.trim()
    .slice(0, 300);
  throw new LauncherError(
    "DOCTOR_CONTAINER_FAILED",
    `A container of the code location's image ended on host '${host}' without an answer` +
      `${last === undefined ? "" : `; the last that it wrote: ${last}`}. ` +
      "The image needs python3, and an entrypoint that runs the command it is given.",
  );
}

/** The answer, once its line is complete. */
function answerOf(text: string): ProbeAnswer | undefined {
  const lines = text.split("\n").slice(0, -1);
  const line = lines.findLast((one) => one.startsWith(marker));
  const parsed = line === undefined ? undefined : answer.safeParse(json(line.slice(marker.length)));
  return parsed?.success === true ? parsed.data : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
