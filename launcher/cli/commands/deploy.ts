import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { deploy } from "../deploy/deploy.ts";
import type { DeployOptions } from "../deploy/deploy.ts";
import { Steps } from "../deploy/steps.ts";
import type { SocketOptions } from "../findSocket.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, atLeastZero, dagsterOf, launcherOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { table } from "../table.ts";
import { stateFileOf, takesStateFile } from "./drain.ts";
import type { StateFileOptions } from "./drain.ts";
import { checkMapped } from "./pull.ts";

type Options = StateFileOptions &
  SocketOptions &
  WebserverOptions &
  JsonOption & {
    yes?: true;
    timeout: number;
    reloadTimeout: number;
    force?: true;
    exec?: string;
    skipCleanup?: true;
  };

/** Adds `deploy`: a new version of code locations comes into service. */
export function addDeploy(program: Command, io: Io): void {
  const command = program
    .command("deploy")
    .summary("bring a new version of code locations into service")
    .description(
      "Checks launcher, hosts and webserver; pulls the images; drains the code locations; runs the command of --exec, " +
        "which restarts the code servers; reloads the locations and waits until they load; restores schedules and " +
        "sensors; cleans up. When a step fails, schedules and sensors are restored. It can be run again.",
    )
    .argument("[locations...]", "names of code locations (default: all that are mapped to a host)")
    .option("-y, --yes", "do not ask for confirmation")
    .option("--exec <command>", "a command line that restarts the code servers, such as 'pulumi up --yes'")
    .option("--timeout <seconds>", "how long to wait for runs", atLeastZero, 600)
    .option("--force", "terminate the runs that go on at the timeout")
    .option("--reload-timeout <seconds>", "how long to wait until the locations load", atLeastZero, 120)
    .option("--skip-cleanup", "do not clean up at the end")
    .option("--socket <path>", "the launcher's socket (default: where serve listens)");
  answersJson(asksDagster(takesStateFile(command))).action((names: string[], options: Options) =>
    run(names, options, io),
  );
}

async function run(names: string[], options: Options, io: Io): Promise<void> {
  const launcher = await launcherOf(options, io);
  const chosen = checkMapped((await launcher.hosts()).hosts, names);
  const wanted: DeployOptions = {
    stateFile: stateFileOf(options, io),
    timeoutSeconds: options.timeout,
    reloadSeconds: options.reloadTimeout,
    force: options.force ?? false,
    skipCleanup: options.skipCleanup ?? false,
    ...(options.exec === undefined ? {} : { exec: options.exec }),
  };
  if (options.yes !== true && !(await io.confirm(`Deploy ${chosen.join(", ")}?`)))
    throw new LauncherError("USAGE_INVALID", "It was not confirmed, so nothing was done.");
  const steps = new Steps(io);
  try {
    await deploy({ launcher, dagster: dagsterOf(options, io), names: chosen, options: wanted, steps, io });
    note(io, `Deployed ${chosen.join(", ")}`);
  } finally {
    if (options.json === true) printJson(io, { locations: chosen, steps: steps.record });
    else for (const line of table(["STEP", "OUTCOME"], rows(steps))) print(io, line);
  }
}

function rows({ record }: Steps): string[][] {
  return record.map(({ step, outcome }) => [step, outcome]);
}
