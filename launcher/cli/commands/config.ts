import { join } from "node:path";
import type { Command } from "commander";
import { stringify } from "yaml";
import {
  LauncherConfigError,
  launcherConfigJsonSchema,
  launcherConfigWarnings,
  parseLauncherConfig,
  validateLauncherConfig,
} from "../../config/index.ts";
import { readRunLauncherConfig } from "../dagsterYaml.ts";
import { exitCodes } from "../exitCodes.ts";
import { print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson } from "../options.ts";
import type { JsonOption } from "../options.ts";
import { dagsterHome } from "../paths.ts";
import { renderConfig } from "../renderConfig.ts";

const fileArgument = ["[file]", "a dagster.yaml (default: the one in $DAGSTER_HOME)"] as const;

/** Adds `config validate`, `config render` and `config schema`. */
export function addConfig(program: Command, io: Io): void {
  const config = program.command("config").description("check and show run_launcher.config of dagster.yaml");

  answersJson(config.command("validate"))
    .description("check the configuration and print its problems")
    .argument(...fileArgument)
    .option("--no-env", "do not look up {env: NAME}, as on a machine other than the launcher's")
    .action((file: string | undefined, options: JsonOption & { env: boolean }) =>
      validate(file, options, io),
    );

  answersJson(config.command("render"))
    .description("print the configuration with its defaults, values of variables and passwords hidden")
    .argument(...fileArgument)
    .action(async (file: string | undefined, { json }: JsonOption) => {
      const raw = await readRunLauncherConfig(pathOf(file, io));
      const rendered = renderConfig(raw, parseLauncherConfig(raw, io.env));
      if (json === true) printJson(io, rendered);
      else print(io, stringify(rendered).trimEnd());
    });

  config
    .command("schema")
    .description("print the JSON Schema of run_launcher.config, as for an editor")
    .action(() => printJson(io, launcherConfigJsonSchema()));
}

function pathOf(file: string | undefined, io: Io): string {
  return file ?? join(dagsterHome(undefined, io.env), "dagster.yaml");
}

async function validate(
  file: string | undefined,
  { env, json }: JsonOption & { env: boolean },
  io: Io,
): Promise<void> {
  const path = pathOf(file, io);
  const raw = await readRunLauncherConfig(path);
  try {
    const config = env ? parseLauncherConfig(raw, io.env) : validateLauncherConfig(raw);
    const warnings = launcherConfigWarnings(config);
    const hosts = (config.docker_hosts ?? []).map(({ host_name, docker_url = "local", location_names }) => ({
      ...{ host_name, docker_url, location_names },
    }));
    if (json === true) {
      printJson(io, { file: path, valid: true, problems: [], warnings, hosts });
      return;
    }
    for (const warning of warnings) print(io, `Warning: ${warning.path}: ${warning.message}`);
    print(io, `${path} is valid: ${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}.`);
    for (const { host_name, docker_url, location_names } of hosts)
      print(io, `  ${[host_name, docker_url, ...location_names].map(shown).join(" ")}`);
  } catch (error) {
    if (json !== true || !(error instanceof LauncherConfigError)) throw error;
    printJson(io, { file: path, valid: false, problems: error.problems, warnings: [], hosts: [] });
    io.exit(exitCodes.error);
  }
}

function shown(value: string | { env: string }): string {
  return typeof value === "object" ? `{env: ${value.env}}` : value;
}
