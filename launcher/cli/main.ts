import { Command } from "commander";
import { version } from "../api/version.ts";
import { LauncherConfigError } from "../config/index.ts";
import { LauncherError } from "../error.ts";
import { checkConfig } from "./checkConfig.ts";
import { addHostCommands } from "./hostCommands.ts";
import { serve } from "./serve.ts";

// docker-modem calls url.parse(): nothing that who reads the log could act on.
process.noDeprecation = true;

const program = new Command("launcher")
  .description("Launches Dagster runs as containers on several Docker hosts.")
  .version(version);

program
  .command("serve")
  .description("serve the adapter on the Unix socket until SIGTERM")
  .option("--dagster-home <dir>", "folder with dagster.yaml (default: $DAGSTER_HOME)")
  .action((options: { dagsterHome?: string }) => serve(options));

program
  .command("check-config")
  .description("check run_launcher.config and print its problems")
  .argument("[file]", "a dagster.yaml (default: the one in $DAGSTER_HOME)")
  .option("--no-env", "do not look up {env: NAME}")
  .action((file: string | undefined, { env }: { env: boolean }) =>
    checkConfig(file, { env, print: (line) => process.stdout.write(`${line}\n`) }),
  );

addHostCommands(program, (line) => process.stdout.write(`${line}\n`));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  if (error instanceof LauncherError || error instanceof LauncherConfigError)
    return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
