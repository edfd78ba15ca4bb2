import { pipeline } from "node:stream";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { LogOptions } from "./port.ts";
import { Unframe } from "./unframe.ts";

/**
 * Begins to read a container's log as a stream; dockerode itself would hold a log that is not followed in memory.
 * Destroying the stream ends the request.
 */
export function openLog(
  docker: Docker,
  containerId: string,
  options: LogOptions,
  abortSignal: AbortSignal,
): Promise<Readable> {
  const { follow, tail = "all" } = options;
  const request = {
    path: `/containers/${containerId}/logs?`,
    method: "GET",
    isStream: true,
    abortSignal,
    statusCodes: { 200: true, 404: "no such container", 500: "server error" },
    options: { stdout: true, stderr: true, follow, tail },
  };
  return new Promise((resolve, reject) => {
    (docker.modem as Modem).dial(request, (error, stream) => {
      if (stream === undefined || stream === null) reject(error ?? new Error("the engine sent no log"));
      // An error of either end reaches the reader, who has the stream.
      else resolve(pipeline(stream, new Unframe(), () => undefined));
    });
  });
}

type Modem = {
  dial(request: object, callback: (error: Error | null, stream?: Readable | null) => void): void;
};
