import { execa } from "execa";
import { LauncherError } from "../../error.ts";
import type { Io } from "../io.ts";

/**
 * Runs a command line of the user's in a shell. What it writes goes to standard error, since data belong to standard
 * output.
 *
 * @param option The option that it was given with, such as `--exec`.
 * @throws LauncherError `DEPLOY_COMMAND_FAILED`. The command is not repeated in it: it may hold a password.
 */
export async function execute(command: string, option: string, io: Io): Promise<void> {
  const running = execa(command, {
    shell: true,
    stdin: "inherit",
    env: io.env,
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
  });
  running.all.pipe(io.stderr, { end: false });
  const { exitCode, signal } = await running;
  if (exitCode === 0) return;
  const how = signal === undefined ? `exit code ${exitCode ?? "unknown"}` : signal;
  const message = `The command of ${option} failed (${how}); what it said is above. Correct it and run 'deploy' again.`;
  throw new LauncherError("DEPLOY_COMMAND_FAILED", message);
}
