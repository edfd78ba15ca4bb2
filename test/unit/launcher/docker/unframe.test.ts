import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Unframe } from "../../../../launcher/docker/unframe.ts";

function frame(stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** Sends bytes in pieces of the given size. */
function sent(bytes: Buffer, size: number): Promise<string> {
  const pieces = [];
  for (let offset = 0; offset < bytes.length; offset += size)
    pieces.push(bytes.subarray(offset, offset + size));
  return text(Readable.from(pieces).pipe(new Unframe()));
}

test("takes off the headers, wherever the stream is cut", async () => {
  const outputs = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string({ unit: "binary" })), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(outputs, fc.integer({ min: 1, max: 20 }), async (pieces, size) => {
      const bytes = Buffer.concat(pieces.map(([stream, output]) => frame(stream, Buffer.from(output))));
      expect(await sent(bytes, size)).toBe(pieces.map(([, output]) => output).join(""));
    }),
  );
});

test.each(["plain text of a terminal\r\n", "a", ""])("passes on %j", async (plain) => {
  for (const size of [1, 3, 100]) expect(await sent(Buffer.from(plain), size)).toBe(plain);
});
