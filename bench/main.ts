/** `npm run bench`: measures this launcher, others and the Engine API itself side by side. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { checkout } from "../scripts/cache.ts";
import { runCli } from "../scripts/cli.ts";
import { measure } from "./measure.ts";
import { figureGroups, fullSize, quickSize, systemNames } from "./names.ts";
import { figuresOf } from "./report/document.ts";
import { plot } from "./report/plot.ts";
import { figureTable } from "./report/table.ts";

const interrupted = interruption();

await runCli(async () => {
  const program = new Command("npm run bench --")
    .description("Measure launches, health and imports of several run launchers side by side.")
    .option("--figures <names>", `which figures: ${figureGroups.join(", ")}`, among(figureGroups), [
      ...figureGroups,
    ])
    .option("--systems <names>", `which systems: ${systemNames.join(", ")}`, among(systemNames), [
      ...systemNames,
    ])
    .option("--n <number>", "launches of each system", wholeNumber)
    .option("--quick", "few launches and small numbers, to see that it works")
    .option("--json", "one JSON document on standard output")
    .option("--save", "write docs/performance.json and docs/performance.svg")
    .parse();
  const options = program.opts<Options>();
  const size = options.quick === true ? quickSize : fullSize;
  const wanted = {
    ...{ figures: options.figures, systems: options.systems },
    size: { ...size, n: options.n ?? size.n },
  };
  const document = await measure(wanted, say, interrupted);
  if (options.save === true) {
    writeFileSync(join(checkout, "docs/performance.json"), `${JSON.stringify(document, undefined, 2)}\n`);
    writeFileSync(join(checkout, "docs/performance.svg"), plot(figuresOf(document)));
  }
  const notes = document.about.notes.map((note) => `\n- ${note}`).join("");
  if (options.json === true) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  else process.stdout.write(`${figureTable(figuresOf(document))}\n${notes}\n`);
});

// What was under way when it was interrupted has lost its servers, and is not waited for.
if (interrupted.aborted) process.exit(130);

type Options = {
  figures: typeof figureGroups;
  systems: typeof systemNames;
  n?: number;
  quick?: boolean;
  json?: boolean;
  save?: boolean;
};

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/** Ctrl-C ends the benchmark in order; a second one ends it at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Not `once`: execa ends this process at a signal that nobody listens to any more.
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(`The benchmark was ended by ${signal}.`));
    });
  }
  return controller.signal;
}

function among<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(",").map((name) => {
      const found = known.find((one) => one === name.trim());
      if (found === undefined) throw new InvalidArgumentError(`Known are ${known.join(", ")}.`);
      return found;
    });
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number from 1.");
}
