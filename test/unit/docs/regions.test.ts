import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillRegions } from "../../../scripts/docs/regions.ts";
import { keyTable } from "../../../scripts/docs/keyTable.ts";

const page = "before\n<!-- generated: a -->\nold\n<!-- end: a -->\nafter";

describe("fillRegions", () => {
  test("replaces what stands between the markers, again and again with the same result", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("<!--")),
        (text) => {
          const once = fillRegions(page, { a: text });
          expect(once).toContain(`\n\n${text.trim()}\n\n`);
          expect(once).not.toContain("old");
          expect(fillRegions(once, { a: text })).toBe(once);
        },
      ),
    );
  });

  test("refuses a marker without text, and text without a marker", () => {
    expect(() => fillRegions(page, {})).toThrow("'a'");
    expect(() => fillRegions(page, { a: "", b: "" })).toThrow("no marker for b");
  });
});

describe("keyTable", () => {
  test("refuses a key that nobody described, and one without an example", () => {
    expect(() => keyTable({ properties: { k: { type: "string", examples: ["x"] } } })).toThrow(
      "'k' has no description",
    );
    expect(() => keyTable({ properties: { k: { type: "string", description: "K." } } })).toThrow(
      "'k' has no example",
    );
  });

  test("tells required keys and defaults, and quotes what YAML would not read as text", () => {
    const table = keyTable({
      required: ["a"],
      properties: {
        a: { type: "string", description: "A | B.", examples: ["no"] },
        b: { type: "array", items: { type: "string" }, default: [], description: "B.", examples: [["x"]] },
      },
    });
    expect(table).toContain('| `a` | string | **required** | yes | A \\| B. | `"no"` |');
    expect(table).toContain("| `b` | list of strings | `[]` | each | B. | `[x]` |");
  });
});
