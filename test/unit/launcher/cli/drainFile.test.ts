import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { drainFile } from "../../../../launcher/cli/drainFile.ts";
import { Drains } from "../../../../launcher/runs/drains.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "drain-"));
  path = join(folder, "multihost", "drained.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("keeps the drained hosts over a restart, and leaves no other file", async () => {
  const before = await Drains.open(drainFile(path));
  await before.drain("host-b", 0);
  await before.drain("host-c", 0);
  await before.undrain("host-c");
  const after = await Drains.open(drainFile(path));
  expect([after.since("host-b"), after.since("host-c")]).toEqual(["1970-01-01T00:00:00.000Z", undefined]);
  expect(readdirSync(join(folder, "multihost"))).toEqual(["drained.json"]);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    drained: { "host-b": "1970-01-01T00:00:00.000Z" },
  });
});

test.each(["", "{", "[]", '{"drained": {"host-b": "yesterday"}}'])("refuses the file %j", async (text) => {
  await drainFile(path).save({});
  writeFileSync(path, text);
  await expect(drainFile(path).load()).rejects.toMatchObject({ code: "DRAIN_STATE_INVALID" });
});

test("says that it cannot write", async () => {
  writeFileSync(join(folder, "multihost"), "a file in the place of the folder");
  await expect(drainFile(path).save({})).rejects.toMatchObject({
    code: "DRAIN_STATE_UNWRITABLE",
    message: expect.stringContaining("EEXIST") as string,
  });
});
