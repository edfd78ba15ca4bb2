import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contextDigest } from "../../../components/codeLocation/contextDigest.ts";

function context(files: Record<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), "context-"));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3}\.py)$/), fc.string(), { maxKeys: 4 });

test("the digest follows from names, content and options alone, wherever the files are", () => {
  fc.assert(
    fc.property(files, files, (one, other) => {
      const same = contextDigest(context(one), {}) === contextDigest(context(other), {});
      expect(same).toBe(
        JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort()),
      );
    }),
    { numRuns: 40 },
  );
});

test("options and permissions count, version control and caches do not", () => {
  const directory = context({ "run.sh": "x", ".git/HEAD": "1", "a/__pycache__/m.pyc": "1" });
  const before = contextDigest(directory, { args: { A: "1" } });
  writeFileSync(join(directory, ".git/HEAD"), "2");
  writeFileSync(join(directory, "a/__pycache__/m.pyc"), "2");
  expect(contextDigest(directory, { args: { A: "1" } })).toBe(before);
  expect(contextDigest(directory, { args: { A: "2" } })).not.toBe(before);
  chmodSync(join(directory, "run.sh"), 0o755);
  expect(contextDigest(directory, { args: { A: "1" } })).not.toBe(before);
});
