import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { readDagsterYaml } from "../dagsterYaml.ts";
import { exitCodes } from "../exitCodes.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { neededVariables } from "../neededVariables.ts";
import { answersJson } from "../options.ts";
import type { JsonOption } from "../options.ts";
import { dagsterHome } from "../paths.ts";
import { table } from "../table.ts";

type Options = JsonOption & { envFile?: string };

/** Adds `check-env`: which variables the configuration needs. */
export function addCheckEnv(program: Command, io: Io): void {
  const command = program
    .command("check-env")
    .summary("check that the variables which dagster.yaml needs are set")
    .description(
      "Lists every {env: NAME} of dagster.yaml and every KEY of env_vars and default_env_vars, and says which of them " +
        "are not set. Values are never shown.",
    )
    .argument("[file]", "a dagster.yaml (default: the one in $DAGSTER_HOME)")
    .option("--env-file <file>", "look into this file of KEY=VALUE lines instead of the environment");
  answersJson(command).action((file: string | undefined, options: Options) => checkEnv(file, options, io));
}

async function checkEnv(file: string | undefined, { envFile, json }: Options, io: Io): Promise<void> {
  const path = file ?? join(dagsterHome(undefined, io.env), "dagster.yaml");
  const needed = neededVariables(await readDagsterYaml(path));
  const env = envFile === undefined ? io.env : await readEnvFile(envFile);
  const variables = needed.map(({ name, field }) => ({ name, field, set: env[name] !== undefined }));
  if (json === true) printJson(io, { file: path, variables });
  else {
    const rows = variables.map(({ name, set, field }) => [name, set ? "set" : "missing", field]);
    for (const line of table(["VARIABLE", "STATE", "FIELD"], rows)) print(io, line);
  }
  const missing = new Set(variables.filter(({ set }) => !set).map(({ name }) => name));
  if (missing.size === 0) return;
  note(
    io,
    `Not set: ${[...missing].join(", ")}. Set them ${envFile === undefined ? "for the launcher's process" : `in ${envFile}`}.`,
  );
  io.exit(exitCodes.unhealthy);
}

async function readEnvFile(file: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const message = `Cannot read --env-file ${file} (${reason}). Name a file that you may read.`;
    throw new LauncherError("ENV_FILE_UNREADABLE", message, { cause: error });
  }
}
