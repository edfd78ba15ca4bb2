import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const rows = [
  ...readFileSync("test/peer-rows.md", "utf8").matchAll(/^\| (.+?) +\| (\S+\.(?:ts|py)) +\| (.+?) +\|$/gm),
];

test.each(rows.map(([, row, file, name]) => [row ?? "", name ?? "", file ?? ""]))(
  "%s has the test '%s'",
  (_, name, file) => {
    expect(readFileSync(file, "utf8")).toContain(name);
  },
);

test("the index is read", () => expect(rows.length).toBeGreaterThan(40));
