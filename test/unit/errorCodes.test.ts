import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = globSync("{components,stacks,lab,engine,images,scripts,bench,test/suites}/**/*.{ts,sh}");
const documented = readFileSync("docs/errors.md", "utf8").split(/^## Provisioning$/m)[1] ?? "";

test("every code of provisioning, lab, engine and tests is documented, and every documented one exists", () => {
  const text = sources.map((file) => readFileSync(file, "utf8")).join("\n");
  const patterns = [
    /(?:Error\(\s*|installPackages\([^)]*?)"([A-Z]+(?:_[A-Z]+)+)"/g,
    /^\s*(?:echo ")?([A-Z]+(?:_[A-Z]+)+): host \$host/gm,
  ];
  const used = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code));
  // One place chooses between two codes.
  used.push(
    ...[...text.matchAll(/permission \? "([A-Z_]+)" : "([A-Z_]+)"/g)].flatMap(([, one, other]) => [
      one,
      other,
    ]),
  );
  const codes = (found: (string | undefined)[]): (string | undefined)[] => [...new Set(found)].toSorted();
  expect(codes(used)).toEqual(codes([...documented.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code)));
});
