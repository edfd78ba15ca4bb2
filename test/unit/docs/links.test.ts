import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { anchors, links } from "./markdown.ts";

const pages = globSync("{*.md,{docs,examples,launcher/adapter,monitoring}/**/*.md}", {
  exclude: (name) => name.includes("node_modules") || name.includes(".venv"),
});

test.each(pages)("the links of %s lead somewhere", (page) => {
  const broken = links(readFileSync(page, "utf8")).filter((link) => !leadsSomewhere(page, link));
  expect(broken).toEqual([]);
});

test("a link without a target, and one without an anchor there, are found", () => {
  expect(leadsSomewhere("docs/README.md", "nothing.md")).toBe(false);
  expect(leadsSomewhere("docs/README.md", "errors.md#nothing")).toBe(false);
  expect(leadsSomewhere("docs/README.md", "errors.md#launcher")).toBe(true);
  expect(anchors("# A b\n```\n# no\n```\n## `C_d`: e\n## A b\n")).toEqual(["a-b", "c_d-e", "a-b-1"]);
});

test("docs/README.md and the README lead to every page", () => {
  const here = (page: string) =>
    new Set(links(readFileSync(page, "utf8")).map((link) => join(dirname(page), link.split("#")[0] ?? "")));
  const wanted = globSync("docs/*.md").filter((page) => page !== "docs/README.md");
  expect(wanted.filter((page) => !here("docs/README.md").has(page))).toEqual([]);
  expect(here("README.md")).toContain("docs/README.md");
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), decodeURI(path));
  if (relative(".", target).startsWith("..") || !existsSync(target)) return false;
  if (anchor === undefined) return true;
  return statSync(target).isFile() && anchors(readFileSync(target, "utf8")).includes(anchor);
}
