import type { IncomingMessage } from "node:http";
import { AnswerFault } from "./answerFault.ts";

/** More than a list of ten thousand containers takes. */
const mostBytes = 32 * 1024 * 1024;

/**
 * Reads the whole body of an answer.
 *
 * @throws AnswerFault when it is cut off, or larger than 32 MiB: then the rest is not read.
 */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    throw new AnswerFault("its answer was cut off", { cause: error });
  }
  // Leaving the loop has destroyed the connection.
  if (bytes > mostBytes) throw new AnswerFault(`its answer is larger than ${mostBytes / 1024 ** 2} MiB`);
  return Buffer.concat(chunks);
}
