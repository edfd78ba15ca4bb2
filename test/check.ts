/** `npm run check`: types, lint, format and unit tests of both languages, side by side; what needs no server, within three minutes. */
import { Command } from "commander";
import { runCli } from "../scripts/cli.ts";
import { pythonTests } from "./suites/python.ts";
import { staticChecks } from "./suites/static.ts";
import { closingLine } from "./suites/result.ts";
import { unitTests } from "./suites/unit.ts";

await runCli(async () => {
  new Command("npm run check --")
    .description("Check types, lint and format, and run the unit tests of TypeScript and Python.")
    .parse();
  const suites = [staticChecks(), unitTests(), pythonTests({ servers: false })];
  const { line, ok } = closingLine((await Promise.all(suites)).flat());
  process.stdout.write(`\n${line}\n`);
  process.exitCode = ok ? 0 : 1;
});
