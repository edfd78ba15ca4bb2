import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { chooseLocations } from "../chooseLocations.ts";
import type { Location } from "../dagster/locations.ts";
import { reloadLocations } from "../drain/reloadAll.ts";
import { print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, atLeastZero, dagsterOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { table } from "../table.ts";

type Options = WebserverOptions & JsonOption & { all?: true; wait?: true; timeout: number };

/** Adds `reload`: the webserver reads code locations anew. */
export function addReload(program: Command, io: Io): void {
  const command = program
    .command("reload")
    .summary("make Dagster read code locations anew")
    .description("Makes the webserver read code locations anew, as after a restart of their code servers.")
    .argument("[locations...]", "names of code locations")
    .option("--all", "all code locations of the workspace")
    .option("--wait", "try again until they load, as their code servers may be starting")
    .option("--timeout <seconds>", "how long --wait tries", atLeastZero, 120);
  answersJson(asksDagster(command)).action((names: string[], options: Options) => reload(names, options, io));
}

/** @throws LauncherError `RELOAD_TIMEOUT`, or `LOCATION_LOAD_FAILED` when it was not waited for. */
export function checkLoaded(locations: readonly Location[], waitSeconds: number): void {
  const bad = locations.filter(({ state }) => state !== "loaded");
  if (bad.length === 0) return;
  const why = bad.map(({ name, error }) => `'${name}': ${error ?? "still loading"}`).join("\n");
  if (waitSeconds === 0) {
    const message = `These code locations are not loaded; look into the logs of their code servers:\n${why}`;
    throw new LauncherError("LOCATION_LOAD_FAILED", message);
  }
  const message = `After ${waitSeconds} s these code locations are not loaded; look into the logs of their code servers:\n${why}`;
  throw new LauncherError("RELOAD_TIMEOUT", message, { retryable: true });
}

async function reload(names: string[], options: Options, io: Io): Promise<void> {
  const dagster = dagsterOf(options, io);
  const chosen = (await chooseLocations(dagster, names, options.all ?? false)).map(({ name }) => name);
  const waitSeconds = options.wait === true ? options.timeout : 0;
  const locations = await reloadLocations(dagster, chosen, { waitSeconds }, io);
  if (options.json === true) {
    printJson(io, {
      locations: locations.map(({ name, state, error, image }) => ({ name, state, error, image })),
    });
  } else {
    const rows = locations.map(({ name, state, image }) => [name, state, image ?? "-"]);
    for (const line of table(["LOCATION", "STATE", "IMAGE"], rows)) print(io, line);
  }
  checkLoaded(locations, waitSeconds);
}
