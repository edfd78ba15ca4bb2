import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { AnswerFault } from "./answerFault.ts";
import { lines } from "./lines.ts";
import { EngineError } from "./port.ts";
import type { PullOptions } from "./port.ts";
import { Progress, progressLine } from "./pullProgress.ts";
import type { ProgressLine } from "./pullProgress.ts";

/**
 * Pulls an image and follows the engine's progress to the end.
 *
 * @param silenceMs How long the engine may report nothing new: a pull may take long, but there is progress all the while.
 */
export async function pullImage(
  docker: Docker,
  image: string,
  { auth, onProgress, silenceMs }: PullOptions & { silenceMs: number },
): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(silence(silenceMs / 1000)), silenceMs);
  const progress = new Progress();
  try {
    const stream = await begin(docker, image, auth, controller.signal);
    for await (const line of lines(stream)) {
      const step = parse(line);
      if (step.error !== undefined) throw new EngineError(500, step.error);
      // The same words again and again are no progress.
      if (!progress.add(step)) continue;
      timer.refresh();
      onProgress?.(progress.total);
    }
    controller.signal.throwIfAborted();
    if (progress.isEmpty) throw new AnswerFault("it reports nothing of the pull");
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

function silence(seconds: number): Error {
  const fix = "check the host's way to the registry, then launch the run again";
  return new Error(`it reported no progress of the pull for ${seconds} s; ${fix}`);
}

async function begin(
  docker: Docker,
  fromImage: string,
  auth: PullOptions["auth"],
  abortSignal: AbortSignal,
): Promise<Readable> {
  const stream: unknown = await docker.createImage(auth ?? {}, { fromImage, abortSignal });
  return stream as Readable;
}

function parse(line: string): ProgressLine {
  try {
    return progressLine.parse(JSON.parse(line));
  } catch (error) {
    throw new AnswerFault("what it reports of a pull is not in the form of the Docker Engine API", {
      cause: error,
    });
  }
}
