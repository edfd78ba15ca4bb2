import { PassThrough } from "node:stream";
import type { Readable } from "node:stream";
import type { Emit } from "../runs/requests.ts";
import { errorBody } from "./errors.ts";

/**
 * Runs a task and streams one JSON document per line: `{"event": …}` as they happen, and `{"result": …}` or
 * `{"error": …}` last.
 *
 * @param failed Is told about an error, for the log: the answer has status 200 all the same.
 */
export function streamLines(
  task: (emit: Emit) => Promise<object>,
  failed: (error: unknown) => void,
): Readable {
  const stream = new PassThrough();
  const write = (line: object): void => {
    // The person who asked may be gone; the task goes on, and a repeated request finds what it made.
    if (stream.writable) stream.write(`${JSON.stringify(line)}\n`);
  };
  const run = async (): Promise<void> => {
    try {
      write({ result: await task((event) => write({ event })) });
    } catch (error) {
      failed(error);
      write({ error: errorBody(error) });
    }
    stream.end();
  };
  void run();
  return stream;
}
