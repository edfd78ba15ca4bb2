/** `node bench/up/main.ts`: what `pulumi up` of a fleet takes, by step, on servers of the lab. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { checkout } from "../../scripts/cache.ts";
import { runCli } from "../../scripts/cli.ts";
import { measureUps } from "./measure.ts";
import { upTables } from "./table.ts";

await runCli(async () => {
  const program = new Command("node bench/up/main.ts")
    .description(
      "Measure a first, a no-op and a changing `pulumi up` on servers of the lab, which are made for it.",
    )
    .option("--hosts <number>", "servers, the control plane's included", "10")
    .option("--json", "print the JSON document instead of the tables")
    .option("--save", "write docs/performance-up.json")
    .parse();
  const { hosts, json, save } = program.opts<{ hosts: string; json?: boolean; save?: boolean }>();
  const count = Number(hosts);
  if (!Number.isInteger(count) || count < 2 || count > 40)
    program.error("--hosts is a whole number from 2 to 40");
  const document = await measureUps(count, (line) => void process.stderr.write(`${line}\n`));
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (save === true) writeFileSync(join(checkout, "docs/performance-up.json"), text);
  process.stdout.write(json === true ? text : `${upTables(document)}\n`);
});
