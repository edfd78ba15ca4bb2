import type { Command } from "commander";
import { suggest } from "../../config/suggest.ts";
import { LauncherError } from "../../error.ts";
import type { SocketOptions } from "../findSocket.ts";
import { exitCodes } from "../exitCodes.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import type { ContainerAnswer } from "../launcher/answers.ts";
import { answersJson, asksLauncher, launcherOf } from "../options.ts";
import type { JsonOption } from "../options.ts";
import { table } from "../table.ts";

type Options = SocketOptions & JsonOption & { all?: true; host?: string; location?: string };

const over = new Set(["exited", "dead", "removing"]);

/** Adds `runs`: the run containers on the hosts. */
export function addRuns(program: Command, io: Io): void {
  const command = program
    .command("runs")
    .summary("show the run containers on the hosts")
    .description("Shows the run containers that have not ended, of all deployments that use the hosts.")
    .option("--all", "also those that have ended")
    .option("--host <host>", "of this host only")
    .option("--location <location>", "of this code location only");
  answersJson(asksLauncher(command)).action((options: Options) => runs(options, io));
}

/** Whether a container has not ended. */
export function isLive({ status }: ContainerAnswer): boolean {
  return !over.has(status);
}

/** Without it a name that is mistyped would look like a host without runs. */
function checkHost(known: readonly string[], host: string): void {
  if (known.includes(host)) return;
  throw new LauncherError(
    "HOST_UNKNOWN",
    `There is no Docker host '${host}'. ${suggest(host, known, "hosts")}`,
  );
}

async function runs(options: Options, io: Io): Promise<void> {
  const launcher = await launcherOf(options, io);
  if (options.host !== undefined) checkHost((await launcher.health()).config.hosts, options.host);
  const { containers, unreachable } = await launcher.containers();
  const shown = containers.filter(
    (one) =>
      (options.all === true || isLive(one)) &&
      (options.host === undefined || one.host_name === options.host) &&
      (options.location === undefined || one.location_name === options.location),
  );
  const silent = unreachable.filter(
    ({ host_name }) => options.host === undefined || host_name === options.host,
  );
  if (options.json === true) printJson(io, { containers: shown, unreachable: silent });
  else {
    const rows = shown.map((one) => [
      one.run_id,
      one.job_name,
      one.location_name,
      one.host_name,
      one.container_id.slice(0, 12),
      one.status,
      one.created.slice(0, 19),
      one.image,
    ]);
    const heading = ["RUN", "JOB", "LOCATION", "HOST", "CONTAINER", "STATUS", "CREATED", "IMAGE"];
    for (const line of table(heading, rows)) print(io, line);
  }
  for (const { host_name, error } of silent) note(io, `${host_name}: ${error}`);
  if (silent.length > 0) io.exit(exitCodes.unhealthy);
}
