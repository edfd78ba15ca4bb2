import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../scripts/cache.ts";
import { documents } from "../../../scripts/docs/documents.ts";

const generated = await documents();

test.each(Object.keys(generated))("%s is what `npm run docs` writes", (path) => {
  expect(readFileSync(join(checkout, path), "utf8")).toBe(generated[path]);
});
