import { Option } from "commander";
import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { deploy, phases } from "../deploy/deploy.ts";
import type { DeployOptions, Phase } from "../deploy/deploy.ts";
import { deployFromHere } from "../deploy/fromHere.ts";
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
    rollback?: string;
    phase?: Phase;
    skipCleanup?: true;
  };

/** Adds `deploy`: a new version of code locations comes into service. */
export function addDeploy(program: Command, io: Io): void {
  const command = program
    .command("deploy")
    .summary("bring a new version of code locations into service")
    .description(
      "Checks launcher, hosts and webserver; pulls the images, or keeps those that are there and in no registry; drains the code locations; runs the command of --exec, " +
        "which restarts the code servers; reloads the locations and waits until they load; restores schedules and " +
        "sensors; cleans up. When a step fails, the command of --rollback is run, and schedules and sensors are restored. It can " +
        "be run again. With --control-plane, both commands are run on this machine.",
    )
    .argument("[locations...]", "names of code locations (default: all that are mapped to a host)")
    .option("-y, --yes", "do not ask for confirmation")
    .option("--exec <command>", "a command line that restarts the code servers, such as 'pulumi up --yes'")
    .option(
      "--rollback <command>",
      "a command line that brings the earlier version back when the new one fails",
    )
    .addOption(
      new Option(
        "--phase <phase>",
        "only what comes before the restart of the code servers, up to the drain, or after it, from the reload",
      ).choices(phases),
    )
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
  checkUsage(options);
  const steps = new Steps(io);
  let chosen: readonly string[] = names;
  try {
    if (io.controlPlane) {
      await confirmed(names.length > 0 ? names.join(", ") : "all code locations", options, io);
      chosen = await deployFromHere(io.controlPlane, names, { ...options, ...wanted(options) }, steps, io);
    } else {
      const launcher = await launcherOf(options, io);
      chosen = checkMapped((await launcher.hosts()).hosts, names);
      await confirmed(chosen.join(", "), options, io);
      const settings = { ...wanted(options), stateFile: stateFileOf(options, io) };
      await deploy({
        launcher,
        dagster: dagsterOf(options, io),
        names: chosen,
        options: settings,
        steps,
        io,
      });
    }
    note(io, options.phase === "before" ? `Drained ${chosen.join(", ")}` : `Deployed ${chosen.join(", ")}`);
  } finally {
    if (steps.record.length > 0) {
      if (options.json === true) printJson(io, { locations: chosen, steps: steps.record });
      else for (const line of table(["STEP", "OUTCOME"], rows(steps))) print(io, line);
    }
  }
}

function wanted(options: Options): Omit<DeployOptions, "stateFile"> {
  return {
    timeoutSeconds: options.timeout,
    reloadSeconds: options.reloadTimeout,
    force: options.force ?? false,
    skipCleanup: options.skipCleanup ?? false,
    ...(options.exec === undefined ? {} : { exec: options.exec }),
    ...(options.rollback === undefined ? {} : { rollback: options.rollback }),
    ...(options.phase === undefined ? {} : { phase: options.phase }),
  };
}

function checkUsage({ phase, exec, rollback }: Options): void {
  if (phase === undefined || (exec === undefined && rollback === undefined)) return;
  const message = "--phase is for a restart that you do yourself: leave --exec and --rollback out.";
  throw new LauncherError("USAGE_INVALID", message);
}

async function confirmed(what: string, { yes }: Options, io: Io): Promise<void> {
  if (yes !== true && !(await io.confirm(`Deploy ${what}?`)))
    throw new LauncherError("USAGE_INVALID", "It was not confirmed, so nothing was done.");
}

function rows({ record }: Steps): string[][] {
  return record.map(({ step, outcome }) => [step, outcome]);
}
