import { CommanderError } from "commander";
import { exitCodeOf } from "./exitCodes.ts";
import { explain } from "./explain.ts";
import { note, processIo } from "./io.ts";
import type { Io } from "./io.ts";
import { commandLine } from "./program.ts";
import { endsWithInput, runRemotely } from "./remote/runRemotely.ts";
import { remoteTarget } from "./remote/target.ts";
import { untilInterrupted } from "./untilInterrupted.ts";

// docker-modem calls url.parse(): nothing that who reads the log could act on.
process.noDeprecation = true;

// `logs RUN | head` has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

if (process.env[endsWithInput] === "1") {
  // Not for what `deploy --exec` starts.
  Reflect.deleteProperty(process.env, endsWithInput);
  // Whoever started the command over SSH has gone.
  process.stdin
    .on("end", () => process.kill(process.pid, "SIGTERM"))
    .resume()
    .unref();
}

const io: Io = { ...processIo };
const program = commandLine(io);

program
  .command("serve")
  .summary("run the launcher in the foreground")
  .description("Serves Dagster's run launcher on the Unix socket until SIGTERM.")
  .option("--dagster-home <dir>", "folder with dagster.yaml (default: $DAGSTER_HOME)")
  .action(async (options: { dagsterHome?: string }) => {
    // The other commands need not wait until all of it is loaded.
    const { serve } = await import("./serve.ts");
    await serve(options);
  });

try {
  const remote = remoteTarget(process.argv.slice(2), process.env);
  if (remote === undefined) await program.parseAsync();
  else if (["deploy", "status"].includes(remote.args[0] ?? "")) {
    // The command of --exec, and the outputs of a stack, are this machine's.
    io.controlPlane = remote;
    await program.parseAsync();
  } else process.exitCode = await untilInterrupted((signal) => runRemotely(remote, processIo, signal));
} catch (error) {
  // Commander has said what was wrong.
  if (!(error instanceof CommanderError)) note(processIo, explain(error));
  process.exitCode = exitCodeOf(error);
}
