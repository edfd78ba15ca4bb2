import { createInterface } from "node:readline";
import type Docker from "dockerode";
import { RequestTimeout } from "./explain.ts";
import { EngineError } from "./port.ts";
import type { RegistryAuth } from "./registryAuth.ts";

/** A pull may take long, but the engine reports progress all the while. */
const silenceMs = 300_000;

/** Pulls an image and follows the engine's progress to the end. */
export async function pullImage(docker: Docker, image: string, auth?: RegistryAuth): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new RequestTimeout(silenceMs / 1000)), silenceMs);
  try {
    const options = { fromImage: image, abortSignal: controller.signal };
    const stream = await docker.createImage(auth ?? {}, options);
    for await (const line of createInterface({ input: stream, signal: controller.signal })) {
      timer.refresh();
      const problem = problemIn(line);
      if (problem !== undefined) throw new EngineError(500, problem);
    }
    controller.signal.throwIfAborted();
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

function problemIn(line: string): string | undefined {
  if (line.trim() === "") return undefined;
  const progress: unknown = JSON.parse(line);
  if (typeof progress !== "object" || progress === null || !("error" in progress)) return undefined;
  return String(progress.error);
}
