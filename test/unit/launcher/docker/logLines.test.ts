import fc from "fast-check";
import { expect, test } from "vitest";
import { logLines } from "../../../../launcher/docker/logLines.ts";

function frame(stream: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

test("takes both streams apart from their headers", () => {
  expect(logLines(Buffer.concat([frame(1, "one\n"), frame(2, "two\nthr"), frame(2, "ee\n")]))).toEqual([
    "one",
    "two",
    "three",
  ]);
});

test("takes the plain text of a terminal, also where it happens to be JSON", () => {
  expect(logLines(Buffer.from("one\r\ntwo\r\n"))).toEqual(["one", "two"]);
  expect(logLines({ level: "info" })).toEqual(['{"level":"info"}']);
  expect(logLines(Buffer.alloc(0))).toEqual([]);
});

test("finds again any lines, however they were cut into frames", () => {
  const line = fc.string({ minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.nat(50), (lines, cut) => {
      const text = Buffer.from(`${lines.join("\n")}\n`);
      const frames = [text.subarray(0, cut), text.subarray(cut)].map((part) => frameOf(part));
      expect(logLines(Buffer.concat(frames))).toEqual(lines);
    }),
  );
});

function frameOf(payload: Buffer): Buffer {
  const header = frame(1, "");
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}
