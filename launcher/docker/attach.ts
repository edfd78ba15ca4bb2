import type { Duplex } from "node:stream";
import type Docker from "dockerode";

/** Opens the standard input of a container, over a connection of its own that ends when the stream is destroyed. */
export function openAttach(docker: Docker, idOrName: string, abortSignal: AbortSignal): Promise<Duplex> {
  const request = {
    path: `/containers/${encodeURIComponent(idOrName)}/attach?`,
    method: "POST",
    isStream: true,
    hijack: true,
    abortSignal,
    // The answer that is wanted is 101, after which the connection is the container's.
    statusCodes: { 404: "no such container", 500: "server error" },
    options: { stream: true, stdin: true },
  };
  return new Promise((resolve, reject) => {
    (docker.modem as Modem).dial(request, (error, stream) => {
      if (stream === undefined || stream === null) reject(error ?? new Error("the engine did not attach"));
      else resolve(stream);
    });
  });
}

type Modem = {
  dial(request: object, callback: (error: Error | null, stream?: Duplex | null) => void): void;
};
