import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lines } from "../../../../launcher/docker/lines.ts";

async function read(stream: Readable): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines(stream)) all.push(line);
  return all;
}

describe("lines", () => {
  test("are the same, wherever the stream is cut into pieces", async () => {
    const texts = fc.array(fc.string({ unit: "grapheme" }).filter((text) => !/[\n\r]/.test(text)));
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(40), { minLength: 1 }), async (wanted, cuts) => {
        const bytes = Buffer.from(wanted.join("\n"));
        const pieces: Buffer[] = [];
        for (let from = 0, i = 0; from < bytes.length; i++) {
          const to = from + 1 + (cuts[i % cuts.length] ?? 0);
          pieces.push(bytes.subarray(from, to));
          from = to;
        }
        expect(await read(Readable.from(pieces))).toEqual(wanted.filter((text) => text.trim() !== ""));
      }),
    );
  });

  test("end with an error when the stream does", async () => {
    const stream = new Readable({ read: () => undefined });
    stream.push("one\ntw");
    const all = read(stream);
    stream.destroy(new Error("aborted"));
    await expect(all).rejects.toThrow("its answer was cut off");
  });

  test("do not fill the memory", async () => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    let chunks = 0;
    const endless = new Readable({
      read() {
        chunks++;
        this.push(chunk);
      },
    });
    await expect(read(endless)).rejects.toThrow("a line that does not end");
    expect(chunks).toBeLessThan(30);
  });
});
