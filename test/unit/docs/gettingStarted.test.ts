import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exportedNames, markedCommands } from "./commands.ts";

const page = readFileSync("docs/getting-started.md", "utf8");

test("the commands that are run use what the page tells the reader to set, and nothing else", () => {
  const commands = markedCommands(page).join("\n");
  const used = [...commands.matchAll(/\$\{?([A-Z_]+)/g)].map(([, name]) => name ?? "");
  const made = [...commands.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? "");
  const exported = exportedNames(page);
  expect(exported.length).toBeGreaterThan(10);
  expect([...new Set(used)].filter((name) => ![...exported, ...made, "TMPDIR"].includes(name))).toEqual([]);
  const forPulumi = ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"];
  expect(exported.filter((name) => !used.includes(name)).toSorted()).toEqual(forPulumi);
});

test("no address, name or secret of a test is in the page", () => {
  expect(page).not.toMatch(/lab\.test|10\.77\./);
  expect(markedCommands(page).join("\n")).not.toMatch(/\d+\.\d+\.\d+\.\d+/);
});
