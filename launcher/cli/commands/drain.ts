import { join } from "node:path";
import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { chooseLocations } from "../chooseLocations.ts";
import { drainLocations } from "../drain/drain.ts";
import { printJson, print } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, atLeastZero, dagsterOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { dagsterHome } from "../paths.ts";
import { table } from "../table.ts";

/** Where the state of a drain is kept. */
export type StateFileOptions = { stateFile?: string; dagsterHome?: string };

type Options = StateFileOptions &
  WebserverOptions &
  JsonOption & { all?: true; timeout: number; force?: true; wait: boolean };

/** Adds `drain`: quiet code locations, as before their deployment. */
export function addDrain(program: Command, io: Io): void {
  const command = program
    .command("drain")
    .summary("stop the schedules and sensors of code locations and wait for their runs")
    .description(
      "Stops the schedules and sensors of code locations that tick, writes down which, and waits until no run of " +
        "these locations is queued or in progress. 'restore' starts exactly those again. Both can be repeated.",
    )
    .argument("[locations...]", "names of code locations")
    .option("--all", "all code locations of the workspace")
    .option("--timeout <seconds>", "how long to wait for runs", atLeastZero, 600)
    .option("--force", "terminate the runs that go on at the timeout")
    .option("--no-wait", "do not wait for runs");
  answersJson(asksDagster(takesStateFile(command))).action((names: string[], options: Options) =>
    drain(names, options, io),
  );
}

/** Adds the options that name the state file. */
export function takesStateFile(command: Command): Command {
  return command
    .option("--state-file <file>", "what was stopped (default: multihost/drain-state.json in DAGSTER_HOME)")
    .option("--dagster-home <dir>", "where the state file is by default (default: $DAGSTER_HOME)");
}

/** @throws LauncherError `DAGSTER_HOME_UNSET`. */
export function stateFileOf({ stateFile, dagsterHome: home }: StateFileOptions, io: Io): string {
  return stateFile ?? join(dagsterHome(home, io.env), "multihost", "drain-state.json");
}

/** @throws LauncherError `RUNS_IN_PROGRESS` for runs that did not end in time. */
export function runsInProgress(runIds: readonly string[], timeout: number, next: string): LauncherError {
  const message = `After ${timeout} s these runs have not ended: ${runIds.join(", ")}. ${next}`;
  return new LauncherError("RUNS_IN_PROGRESS", message, { retryable: true });
}

async function drain(names: string[], options: Options, io: Io): Promise<void> {
  const { timeout, wait, force = false, all = false } = options;
  const dagster = dagsterOf(options, io);
  const locations = await chooseLocations(dagster, names, all);
  const stateFile = stateFileOf(options, io);
  const drained = await drainLocations(
    dagster,
    locations,
    { stateFile, wait, force, timeoutSeconds: timeout },
    io,
  );
  const { stopped, unfinished, terminated } = drained;
  if (options.json === true) {
    const answer = { state_file: stateFile, locations: locations.map(({ name }) => name) };
    printJson(io, { ...answer, stopped, terminated, unfinished });
  } else {
    const rows = stopped.map(({ kind, location, name }) => [kind, name, location, "stopped"]);
    const runs = unfinished.map(({ run_id, location, status }) => ["run", run_id, location ?? "-", status]);
    for (const line of table(["KIND", "NAME", "LOCATION", "STATE"], [...rows, ...runs])) print(io, line);
  }
  if (!wait || unfinished.length === 0) return;
  const next =
    "Run 'drain' again to wait on, give --force to terminate them, or run 'restore' to take the drain back.";
  throw runsInProgress(
    unfinished.map(({ run_id }) => run_id),
    timeout,
    next,
  );
}
