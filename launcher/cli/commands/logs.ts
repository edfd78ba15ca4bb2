import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import type { SocketOptions } from "../findSocket.ts";
import type { Io } from "../io.ts";
import { asksLauncher, launcherOf, wholeNumber } from "../options.ts";

type Options = SocketOptions & { follow?: boolean; tail?: number };

/** Adds `logs`: what a run's container wrote. */
export function addLogs(program: Command, io: Io): void {
  const command = program
    .command("logs")
    .summary("show what a run's container wrote")
    .description("Shows standard output and error of the latest container of a run.")
    .argument("<run>", "id of the run")
    .option("-f, --follow", "go on until the container ends")
    .option("--tail <lines>", "begin with the last lines (default: all)", wholeNumber);
  asksLauncher(command).action((run: string, options: Options) => logs(run, options, io));
}

async function logs(run: string, { follow = false, tail, ...options }: Options, io: Io): Promise<void> {
  const launcher = await launcherOf(options, io);
  try {
    const stream = await launcher.logs(run, { follow, ...(tail === undefined ? {} : { tail }) });
    await pipeline(stream, io.stdout, { end: false });
  } catch (error) {
    throw error instanceof LauncherError && error.code === "CONTAINER_NOT_FOUND" ? gone(run) : error;
  }
}

function gone(run: string): LauncherError {
  const message =
    `Run ${run} has no container on any host: it was removed by a cleanup or by hand, or it never had one. See what ` +
    "it wrote in Dagster's web interface, under stdout and stderr of the run; 'runs --all' lists the containers there are.";
  return new LauncherError("CONTAINER_NOT_FOUND", message);
}
