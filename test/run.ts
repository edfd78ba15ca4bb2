/** `npm test`: every check and every test, with the totals at the end. */
import { Command, InvalidArgumentError } from "commander";
import { join } from "node:path";
import { ensureEngine } from "../engine/install.ts";
import { buildWheel } from "../images/wheel/build.ts";
import { checkout } from "../scripts/cache.ts";
import { ensureChromium } from "../scripts/chromium.ts";
import { runCli } from "../scripts/cli.ts";
import { showTasks } from "../scripts/tasks.ts";
import { goTests } from "./suites/go.ts";
import { closeLabs, makeLabs } from "./suites/lanes/labs.ts";
import { runOnLabs } from "./suites/lanes/run.ts";
import { unitsOf } from "./suites/lanes/units.ts";
import { ensurePostgres } from "./suites/postgres.ts";
import { ensurePrometheus } from "./suites/prometheus.ts";
import { pythonEnvironment, pythonTests } from "./suites/python.ts";
import { staticChecks } from "./suites/static.ts";
import { slowest } from "./suites/slowest.ts";
import { ensureSshServer } from "./suites/sshServer.ts";
import { closingLine, failure, merged, type SuiteResult } from "./suites/result.ts";
import { unitTests } from "./suites/unit.ts";
import type { Project } from "./projects.ts";

/** Suites that need the processor, and no servers. */
const onThisMachine: Record<string, () => Promise<SuiteResult[]>> = {
  static: staticChecks,
  unit: unitTests,
  go: goTests,
  python: () => pythonTests(),
};

/** Suites that need a lab. */
const onLabs: Record<string, Project[]> = { integration: ["integration"], e2e: ["e2e", "standing", "peer"] };

const names = [...Object.keys(onThisMachine), ...Object.keys(onLabs)];

await runCli(async () => {
  const program = new Command("npm test --")
    .description("Run the checks and the tests; all of them when no suite is named.")
    .argument("[suites...]", names.join(", "))
    .option("--only <text>", "of integration and e2e: only the files whose path contains this text")
    .option("--slowest <count>", "print so many of the slowest files and tests", wholeNumber)
    .option("--keep-lab", "leave the labs up at the end")
    .parse();
  const options = program.opts<{ only?: string; slowest?: number; keepLab?: boolean }>();
  const named = program.args.length > 0 ? program.args : names;
  const unknown = named.filter((name) => !names.includes(name));
  if (unknown.length > 0) program.error(`unknown suite: ${unknown.join(", ")}; known: ${names.join(", ")}`);

  // Before anything runs side by side: what two make at once in the cache would be half made for both.
  await showTasks([
    { title: "Python environment", task: (report) => pythonEnvironment(report) },
    { title: "Wheel", task: (report) => buildWheel(report, join(checkout, "dist")) },
    { title: "OpenSSH server", task: ensureSshServer },
    { title: "Postgres", task: ensurePostgres },
    ...(named.some((name) => name in onLabs)
      ? [
          { title: "Prometheus", task: ensurePrometheus },
          { title: "Chromium", task: ensureChromium },
          { title: "Pulumi engine", task: ensureEngine },
        ]
      : []),
  ]);
  // One after the other: two labs keep the processor busy, and their tests are about what happens within seconds.
  const here = await runHere(named);
  const there = await runThere(named, options.only).finally(() =>
    options.keepLab === true ? undefined : closeLabs(),
  );
  const results = [...here, ...there];
  const { line, ok } = closingLine(merged(results));
  if (options.slowest !== undefined) process.stdout.write(`\n${slowest(results, options.slowest)}\n`);
  process.stdout.write(`\n${line}\n`);
  process.exitCode = ok ? 0 : 1;
});

async function runHere(named: string[]): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const [name, run] of Object.entries(onThisMachine)) {
    if (!named.includes(name)) continue;
    results.push(...(await run()));
  }
  return results;
}

async function runThere(named: string[], only = ""): Promise<SuiteResult[]> {
  const projects = named.flatMap((name) => onLabs[name] ?? []);
  const units = projects
    .flatMap(unitsOf)
    .map((unit) => ({ ...unit, files: unit.files.filter((file) => file.includes(only)) }))
    .filter(({ files }) => files.length > 0);
  if (units.length === 0) return [];
  try {
    await showTasks([{ title: "Two labs: servers, images, registry", task: makeLabs }]);
  } catch (error) {
    // The other suites go on, and the totals name it.
    process.stdout.write(`\n${(error as Error).message}\n`);
    return projects.map((name) => ({
      name,
      passed: 0,
      failures: [failure("the labs", (error as Error).message)],
    }));
  }
  return await runOnLabs(units);
}

function wholeNumber(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("Give a whole number above 0.");
}
