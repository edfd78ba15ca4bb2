import type { Duplex } from "node:stream";

/** Writes a message to a worker's standard input; resolves when it is on its way. */
export function send(stream: Duplex, message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    // What a launcher that died left of a line is ended first.
    stream.write(`\n${JSON.stringify(message)}\n`, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

/** Ends what is written, and waits until the engine has taken all of it. */
export async function finish(stream: Duplex, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    stream
      .once("close", resolve)
      .once("error", () => resolve())
      .resume();
  });
  stream.end();
  const timer = setTimeout(() => stream.destroy(), patienceMs);
  await closed;
  clearTimeout(timer);
}
