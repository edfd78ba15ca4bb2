import { Command } from "commander";
import { version } from "../api/version.ts";
import { addCerts } from "./commands/certs.ts";
import { addCheckEnv } from "./commands/checkEnv.ts";
import { addCleanup } from "./commands/cleanup.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addDeploy } from "./commands/deploy.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDrain } from "./commands/drain.ts";
import { addHosts } from "./commands/hosts.ts";
import { addLogs } from "./commands/logs.ts";
import { addPull } from "./commands/pull.ts";
import { addReload } from "./commands/reload.ts";
import { addRestore } from "./commands/restore.ts";
import { addRuns } from "./commands/runs.ts";
import { addStatus } from "./commands/status.ts";
import { addExamples } from "./examples.ts";
import type { Io } from "./io.ts";
import { asksRemotely } from "./remote/target.ts";

/**
 * The program `dagster-multihost` without `serve`. It throws where commander would end the process.
 *
 * @param io Where data and progress go.
 */
export function commandLine(io: Io): Command {
  const program = asksRemotely(new Command("dagster-multihost"))
    .enablePositionalOptions()
    .description(
      "Runs Dagster on several Docker hosts.\n\n" +
        "Commands about hosts and containers ask the launcher over its Unix socket, so they run where it runs; commands " +
        "about code locations, schedules and runs ask Dagster's webserver. Data go to standard output, progress to " +
        "standard error.",
    )
    .version(version)
    .showHelpAfterError("(--help shows what there is)\n")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 error, 2 wrong usage, 3 not healthy, 4 timeout, 130 interrupted.",
    )
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .exitOverride();
  for (const add of commands) add(program, io);
  addExamples(program);
  return program;
}

const commands = [
  addStatus,
  addHosts,
  addRuns,
  addLogs,
  addConfig,
  addCheckEnv,
  addDoctor,
  addCerts,
  addDeploy,
  addPull,
  addDrain,
  addReload,
  addRestore,
  addCleanup,
  addCompletion,
];
