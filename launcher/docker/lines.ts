import type { Readable } from "node:stream";
import { AnswerFault } from "./answerFault.ts";

/** No document that the engine sends on one line is longer. */
const longestLine = 1024 * 1024;
const newline = 10;

/**
 * Splits what the engine streams into lines, without their ends and without empty ones.
 *
 * @throws AnswerFault when the stream is cut off, or a line is longer than 1 MiB.
 */
export async function* lines(stream: Readable): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const chunk of uncut(stream)) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const line = Buffer.concat([...begun, chunk.subarray(from, end)]).toString("utf8");
      begun = [];
      from = end + 1;
      if (line.trim() !== "") yield line;
    }
    begun.push(chunk.subarray(from));
    if (begun.reduce((bytes, { length }) => bytes + length, 0) > longestLine) {
      throw new AnswerFault("it streams a line that does not end");
    }
  }
  const last = Buffer.concat(begun).toString("utf8");
  if (last.trim() !== "") yield last;
}

async function* uncut(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    throw new AnswerFault("its answer was cut off", { cause: error });
  }
}
