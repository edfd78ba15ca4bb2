/** `npm run demo`: the whole system on this machine, and a run on every kind of host. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { runCli } from "../../scripts/cli.ts";
import { showTasks } from "../../scripts/tasks.ts";
import { ensureEngine } from "../../engine/install.ts";
import type { Lab } from "../lab.ts";
import { labUp } from "../up.ts";
import { demoFleet } from "./fleet.ts";
import { table, type DemoOutcome, type RunOutcome, type StackStatus } from "./outcome.ts";
import { demoRuns } from "./runs.ts";
import { configure, labStack, plainOutputs, up } from "./stack.ts";
import { takeDown } from "./takeDown.ts";

await runCli(async () => {
  const program = new Command("npm run demo --")
    .description("Stand the whole system up on this machine and run a job on every kind of host.")
    .option("--down", "remove everything the demo made")
    .option("--json", "print one JSON document on standard output")
    .parse();
  const { down, json } = program.opts<{ down?: boolean; json?: boolean }>();
  if (down) await showTasks([{ title: "Demo down", task: (report) => takeDown(report) }]);
  else await standUp(json ?? false);
});

async function standUp(json: boolean): Promise<void> {
  const started = performance.now();
  let lab: Lab | undefined;
  let status: StackStatus | undefined;
  let runs: RunOutcome[] = [];
  await showTasks([
    { title: "Lab: servers, images, registry", task: async (report) => (lab = await labUp(report)) },
    { title: "Pulumi engine", task: ensureEngine },
    {
      title: "pulumi up",
      task: async (report) => {
        if (lab) status = await provision(lab, report);
      },
    },
    {
      title: "Runs on every host",
      task: async (report) => {
        if (status) runs = await demoRuns(status, report);
      },
    },
  ]);
  if (!status) throw new Error("the stack has no outputs");
  const outcome: DemoOutcome = {
    webserver: status.webserver,
    launcher: status.launcher,
    runs,
    stack: status,
  };
  process.stdout.write(json ? `${JSON.stringify(outcome)}\n` : summary(outcome, performance.now() - started));
  if (runs.some((run) => run.status !== "SUCCESS")) process.exitCode = 1;
}

async function provision(lab: Lab, report: (line: string) => void): Promise<StackStatus> {
  const stack = await labStack(lab, report);
  const { fleet, passwordPaths } = demoFleet(lab);
  const password = readFileSync(lab.registry.passwordFile, "utf8").trim();
  await configure(stack, fleet, Object.fromEntries(passwordPaths.map((path) => [path, password])));
  return plainOutputs((await up(stack, report)).outputs);
}

function summary({ runs, webserver, launcher }: DemoOutcome, milliseconds: number): string {
  return `
${table(runs)}

Dagster:  ${webserver}
Launcher: ${launcher}/healthz, /metrics, /v1/hosts
Took ${(milliseconds / 1000).toFixed(0)} s. It all stays up; "npm run demo -- --down" removes it.
`;
}
