import type { Command } from "commander";
import { restoreDrained } from "../drain/restore.ts";
import { exitCodes } from "../exitCodes.ts";
import { print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, dagsterOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { table } from "../table.ts";
import { stateFileOf, takesStateFile } from "./drain.ts";
import type { StateFileOptions } from "./drain.ts";

type Options = StateFileOptions & WebserverOptions & JsonOption & { keepStateFile?: true };

/** Adds `restore`: the end of a drain. */
export function addRestore(program: Command, io: Io): void {
  const command = program
    .command("restore")
    .summary("start again what 'drain' stopped")
    .description(
      "Starts exactly the schedules and sensors that 'drain' stopped, and removes its state file. What cannot be " +
        "started stays in the file; run it again when the location loads.",
    )
    .option("--keep-state-file", "leave the state file as it is");
  answersJson(asksDagster(takesStateFile(command))).action((options: Options) => restore(options, io));
}

async function restore(options: Options, io: Io): Promise<void> {
  const keep = options.keepStateFile ?? false;
  const stateFile = stateFileOf(options, io);
  const restored = await restoreDrained(dagsterOf(options, io), stateFile, { keep }, io);
  if (options.json === true) printJson(io, { state_file: stateFile, ...restored });
  else {
    const rows = Object.entries(restored).flatMap(([state, list]) =>
      list.map(({ kind, name, location }) => [kind, name, location, state]),
    );
    for (const line of table(["KIND", "NAME", "LOCATION", "STATE"], rows)) print(io, line);
  }
  if (restored.failed.length > 0) io.exit(exitCodes.unhealthy);
}
