import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { logModules } from "../../../launcher/config/index.ts";

const page = readFileSync("docs/logging.md", "utf8");
const source = readFileSync("launcher/log/fields.ts", "utf8");
const fields = [...(source.split("export type LogStep")[0] ?? "").matchAll(/^ {2}(\w+)\?:/gm)].map(
  ([, name]) => name,
);
const steps = [...source.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, name]) => name ?? "");
const rows = (section: string) =>
  [...(page.split(`## ${section}`)[1]?.split(/^## /m)[0] ?? "").matchAll(/^\| `(\w+)`/gm)].map(
    ([, name]) => name,
  );
const examples = [...page.matchAll(/^\{.*\}$/gm)].map(
  ([line]) => JSON.parse(line) as Record<string, unknown>,
);

test("every field and module is documented, and every documented one exists", () => {
  expect(rows("Fields").toSorted()).toEqual(fields.toSorted());
  expect(rows("Levels").toSorted()).toEqual([...logModules].toSorted());
  const documented = /^\| `step`.*$/m.exec(page)?.[0] ?? "";
  expect(
    [...documented.matchAll(/`(\w+)`/g)]
      .slice(1)
      .map(([, name]) => name)
      .toSorted(),
  ).toEqual(steps.toSorted());
});

test("the examples are lines as the launcher writes them", () => {
  expect(examples.length).toBeGreaterThan(10);
  const own = ["level", "time", "pid", "msg", "err"];
  for (const line of examples) {
    expect(Object.keys(line).filter((key) => !own.includes(key) && !fields.includes(key))).toEqual([]);
    expect(steps).toContain(line["step"]);
    expect(logModules).toContain(line["module"]);
  }
});

test("every message of an example is in the launcher", () => {
  const sources = ["api/runRoutes", "api/errors", "cli/listeners", "cli/serve", "runs/createCold"]
    .map((file) => readFileSync(`launcher/${file}.ts`, "utf8"))
    .join("\n");
  for (const { msg } of examples) {
    expect(sources).toContain(String(msg).replace(/ on host '.*/, ""));
  }
});
