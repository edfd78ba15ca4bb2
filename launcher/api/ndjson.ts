import { PassThrough } from "node:stream";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Announce, Emit } from "../runs/requests.ts";
import { announcedAnswer } from "./answers.ts";
import { errorBody } from "./errors.ts";
import { createLine } from "./schemas/runs.ts";
import type { createdSchema } from "./schemas/runs.ts";

/**
 * Creates a container and streams one JSON document per line: `{"event": …}` and `{"announced": …}` as they happen, and `{"result": …}` or
 * `{"error": …}` last. What a line's schema does not describe is left out.
 *
 * @param failed Is told about an error, for the log: the answer has status 200 all the same.
 */
export function streamLines(
  create: (emit: Emit, announce: Announce) => Promise<z.output<typeof createdSchema>>,
  failed: (error: unknown) => void,
): Readable {
  const stream = new PassThrough();
  const write = (line: z.output<typeof createLine>): void => {
    // The person who asked may be gone; the task goes on, and a repeated request finds what it made.
    if (stream.writable) stream.write(`${JSON.stringify(createLine.parse(line))}\n`);
  };
  const run = async (): Promise<void> => {
    try {
      const announce: Announce = (worker) => write({ announced: announcedAnswer(worker) });
      write({ result: await create((event) => write({ event }), announce) });
    } catch (error) {
      failed(error);
      write({ error: errorBody(error) });
    }
    stream.end();
  };
  void run();
  return stream;
}
