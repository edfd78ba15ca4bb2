import { Transform } from "node:stream";
import type { TransformCallback } from "node:stream";

const headerBytes = 8;

/**
 * Turns what the engine streams of a container's log into its plain bytes. The engine sends a header of 8 bytes before
 * each piece of standard output or error, which may be cut anywhere; a container with a terminal sends plain bytes.
 */
export class Unframe extends Transform {
  #plain: boolean | undefined;
  #header = Buffer.alloc(0);
  /** How many bytes of the current piece are still to come. */
  #left = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#plain === true ? this.#pass(rest, rest.length) : this.#next(rest);
    done();
  }

  /** What looked like the beginning of a header was all there is. */
  override _flush(done: TransformCallback): void {
    if (this.#plain === undefined && this.#header.length > 0) this.push(this.#header);
    done();
  }

  #next(chunk: Buffer): Buffer {
    if (this.#left > 0) {
      const length = Math.min(this.#left, chunk.length);
      this.#left -= length;
      return this.#pass(chunk, length);
    }
    const missing = headerBytes - this.#header.length;
    this.#header = Buffer.concat([this.#header, chunk.subarray(0, missing)]);
    this.#plain ??= isPlain(this.#header);
    if (this.#plain === true) return this.#pass(Buffer.concat([this.#header, chunk.subarray(missing)]));
    if (this.#header.length === headerBytes) {
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    return chunk.subarray(missing);
  }

  #pass(chunk: Buffer, length = chunk.length): Buffer {
    this.push(chunk.subarray(0, length));
    return chunk.subarray(length);
  }
}

/** Whether the stream is plain: true or false as soon as the first bytes prove it; undefined before. */
function isPlain(bytes: Buffer): boolean | undefined {
  const [stream = 0, ...zeros] = bytes.subarray(0, 4);
  if (stream > 2 || zeros.some((byte) => byte !== 0)) return true;
  return bytes.length < 4 ? undefined : false;
}
