/** `npm test`: every check and every test, with a line for each suite and the totals at the end. */
import { Command } from "commander";
import { ensureEngine } from "../engine/install.ts";
import { takeDown } from "../lab/demo/takeDown.ts";
import { labDown } from "../lab/down.ts";
import { labUp } from "../lab/up.ts";
import { runCli } from "../scripts/cli.ts";
import { showTasks } from "../scripts/tasks.ts";
import { goTests } from "./suites/go.ts";
import { ensurePrometheus } from "./suites/prometheus.ts";
import { pythonTests } from "./suites/python.ts";
import { staticChecks } from "./suites/static.ts";
import { ensureSshServer } from "./suites/sshServer.ts";
import { closingLine, type SuiteResult } from "./suites/result.ts";
import { vitest } from "./suites/vitest.ts";

const suites: Record<string, () => Promise<SuiteResult[]>> = {
  static: staticChecks,
  unit: () => vitest("unit"),
  go: goTests,
  python: pythonTests,
  integration: () => vitest("integration"),
  // What changes the servers first; then the tests that share one deployment.
  e2e: async () => [...(await vitest("e2e")), ...(await vitest("peer"))],
};

await runCli(async () => {
  const program = new Command("npm test --")
    .description("Run the checks and the tests; all of them when no suite is named.")
    .argument("[suites...]", Object.keys(suites).join(", "))
    .option("--keep-lab", "leave the lab up at the end")
    .parse();
  const named = program.args.length > 0 ? program.args : Object.keys(suites);
  const unknown = named.filter((name) => !(name in suites));
  if (unknown.length > 0)
    program.error(`unknown suite: ${unknown.join(", ")}; known: ${Object.keys(suites).join(", ")}`);

  const needsLab = named.includes("integration") || named.includes("e2e");
  if (needsLab) {
    await showTasks([
      { title: "OpenSSH server", task: ensureSshServer },
      { title: "Prometheus", task: ensurePrometheus },
      { title: "Pulumi engine", task: ensureEngine },
      // A demo that is up, and whatever else is on the servers, would be in the way.
      {
        title: "Lab down",
        task: (report) => takeDown(report, { keepEngine: true }),
      },
      { title: "Lab: servers, images, registry", task: labUp },
    ]);
  }
  const results: SuiteResult[] = [];
  for (const name of named) {
    process.stdout.write(`\n=== ${name}\n`);
    results.push(...((await suites[name]?.()) ?? []));
  }
  if (needsLab && program.opts<{ keepLab?: boolean }>().keepLab !== true) {
    await showTasks([{ title: "Lab down", task: (report) => labDown(report) }]);
  }
  const { line, ok } = closingLine(results);
  process.stdout.write(`\n${line}\n`);
  process.exitCode = ok ? 0 : 1;
});
