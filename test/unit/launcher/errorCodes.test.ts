import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("every code of the launcher is documented, and every documented one exists", () => {
  const sources = globSync(
    "launcher/{certificates,config,routing,docker,runs,api,cli,log,warm,watch,tracing,page,history}/**/*.ts",
  ).concat("launcher/error.ts");
  const text = sources.map((file) => readFileSync(file, "utf8")).join("\n");
  const used = text.matchAll(/(?:LauncherError\(\s*|super\(\s*|code = |code: )"([A-Z_]+)"/g);
  const documented = section("docs/errors.md").matchAll(/^\| `([A-Z_]+)`/gm);
  const codes = (matches: Iterable<RegExpMatchArray>): (string | undefined)[] =>
    [...new Set([...matches].map(([, code]) => code))].toSorted();
  expect(codes(used)).toEqual(codes(documented));
});

/** The part of the page that is about the launcher. */
function section(file: string): string {
  const [, launcher = ""] = readFileSync(file, "utf8").split(/^## Launcher$/m);
  return launcher.split(/^## /m)[0] ?? "";
}
