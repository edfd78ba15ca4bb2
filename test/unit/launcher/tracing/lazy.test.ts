import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = globSync("launcher/**/*.ts").map((file) => ({ file, text: readFileSync(file, "utf8") }));
const filesWith = (pattern: RegExp) =>
  sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

test("OpenTelemetry is loaded by one file, and that one only where a receiver is named", () => {
  expect(filesWith(/"@opentelemetry\//)).toEqual(["launcher/tracing/openTelemetry.ts"]);
  expect(filesWith(/from "\.[^"]*openTelemetry\.ts"/)).toEqual([]);
  expect(filesWith(/import\("\.\/openTelemetry\.ts"\)/)).toEqual(["launcher/tracing/enable.ts"]);
});
