import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { groups } from "../../../scripts/docs/troubleshooting/entries.ts";
import { withoutEvidence } from "../../../scripts/docs/troubleshooting/page.ts";

const read = (name: string): string => readFileSync(`docs/${name}`, "utf8");
const page = read("troubleshooting.md");
const codes = (text: string): string[] =>
  [...text.matchAll(/^\| ((?:`[A-Z]+(?:_[A-Z]+)*`(?:, )?)+) +\|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, code]) => code ?? ""),
  );

test("every code of errors.md and adapter.md has an entry with cause, evidence and mend, in both pages' order", () => {
  const adapter = read("adapter.md").split(/^## Errors$/m)[1] ?? "";
  const wanted = [...codes(read("errors.md")), ...codes(adapter)];
  expect(wanted.length).toBeGreaterThan(120);
  const entries = page.split(/^### /m).slice(1);
  expect(entries.map((entry) => entry.split("\n")[0]).toSorted()).toEqual(wanted.toSorted());
  for (const entry of entries) {
    expect(entry.split(/^(?:## |<!-- )/m)[0]?.trim()).toMatch(
      /^\w+\n\n- Cause: \S.+\n- Look: \S.+\n- Mend: \S.+$/,
    );
  }
  expect(withoutEvidence()).toEqual([]);
});

test("the index leads to every entry", () => {
  const linked = [...page.matchAll(/\[([A-Z_]+)\]\(#([a-z_]+)(?:-\d)?\)/g)].map(([, code, anchor]) => {
    expect(anchor).toBe(code?.toLowerCase());
    return code;
  });
  for (const [, code] of page.matchAll(/^### (\w+)$/gm)) expect(linked).toContain(code);
});

test("a page is read table by table, with the text and the heading before each", () => {
  const text =
    "# P\n\n## H\n\nIntro\nmore.\n\n| Code | What is wrong | How to mend it |\n| --- | --- | --- |\n| `A_B`, `C` | x | y |\n\nNext.\n\n| Name | Y |\n| --- | --- |\n| `N` | z |\n";
  const entry = { cause: "x", mend: "y", retryable: undefined };
  expect(groups(text)).toEqual([
    {
      heading: "H",
      intro: "Intro more.",
      entries: [
        { code: "A_B", ...entry },
        { code: "C", ...entry },
      ],
    },
  ]);
});
