import type { Command } from "commander";
import { exitCodes } from "../exitCodes.ts";
import type { SocketOptions } from "../findSocket.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, asksLauncher, dagsterOf, launcherOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { runRemotely } from "../remote/runRemotely.ts";
import type { RemoteTarget } from "../remote/target.ts";
import { readStackOutputs } from "../stack/outputs.ts";
import type { StackOptions, StackOutputs } from "../stack/outputs.ts";
import { readStatus } from "../status.ts";
import type { Status } from "../status.ts";
import { table } from "../table.ts";
import { untilInterrupted } from "../untilInterrupted.ts";
import { hostState, warmWorkers } from "./hosts.ts";

type Options = SocketOptions & WebserverOptions & JsonOption & StackOptions;

/** Adds `status`: everything at a glance. */
export function addStatus(program: Command, io: Io): void {
  const command = program
    .command("status")
    .summary("show launcher, hosts, code locations and live runs")
    .description(
      "Shows the launcher, its hosts, Dagster's code locations and the live runs, and where a browser finds the status page and " +
        "Dagster; with the outputs of a stack also where what " +
        "is live differs from them. Exit code 3: not healthy.",
    )
    .option(
      "--stack-outputs <file>",
      "compare with these outputs, as 'pulumi stack output --json' prints them",
    )
    .option("--stack <name>", "compare with this stack, asking pulumi in this folder");
  answersJson(asksDagster(asksLauncher(command))).action(async (options: Options) => {
    const stack = await readStackOutputs(options);
    if (io.controlPlane) {
      io.exit(await askControlPlane(io.controlPlane, options, stack, io));
      return;
    }
    const dagster = dagsterOf(options, io);
    const status = await readStatus(await launcherOf(options, io), dagster, stack);
    if (options.json === true) printJson(io, status);
    else for (const line of table(["KIND", "NAME", "STATE", "DETAIL"], rows(status))) print(io, line);
    for (const problem of status.problems) note(io, problem);
    if (stack !== undefined && !tellsOptions(stack)) note(io, optionsUnknown);
    if (!status.healthy) io.exit(exitCodes.unhealthy);
  });
}

/** The status there, with the outputs of a stack that this machine knows. */
function askControlPlane(
  target: RemoteTarget,
  { json, socket, dagsterHome, webserverUrl }: Options,
  stack: StackOutputs | undefined,
  io: Io,
): Promise<number> {
  const args = [
    "status",
    ...(json === true ? ["--json"] : []),
    ...(socket === undefined ? [] : ["--socket", socket]),
    ...(dagsterHome === undefined ? [] : ["--dagster-home", dagsterHome]),
    ...(webserverUrl === undefined ? [] : ["--webserver-url", webserverUrl]),
    ...(stack === undefined ? [] : ["--stack-outputs", "/dev/stdin"]),
  ];
  const input = stack === undefined ? undefined : JSON.stringify(stack);
  return untilInterrupted((signal) => runRemotely({ ...target, args }, io, signal, input));
}

const optionsUnknown =
  "The stack's outputs do not tell dockerd's options, which are not compared: run pulumi up with this version, and take its outputs.";

function tellsOptions({ hosts }: StackOutputs): boolean {
  return hosts.every(({ daemonOptions }) => daemonOptions !== undefined);
}

function rows({ launcher, webserver, pages, hosts, locations, runs }: Status): string[][] {
  const loaded = launcher?.config.loaded_at;
  const detail = launcher === null ? "" : `version ${launcher.version}, pid ${launcher.pid}`;
  return [
    [
      "launcher",
      "-",
      launcher === null ? "unreachable" : launcher.config.error == null ? "up" : "old configuration",
      loaded === undefined ? detail : `${detail}, configured ${loaded}`,
    ],
    ["webserver", webserver.url, webserver.reachable ? "up" : "unreachable", ""],
    ...(pages.status === null ? [] : [["page", pages.status, "-", "status page"]]),
    ...(pages.dagster === null ? [] : [["page", pages.dagster, "-", "Dagster"]]),
    ...hosts.map((host) => [
      "host",
      host.host_name,
      hostState(host),
      [
        host.version === null ? [] : `Docker ${host.version}`,
        host.containers_running === null ? [] : `${host.containers_running} runs`,
        warmWorkers(host) === undefined ? [] : `warm workers: ${warmWorkers(host)}`,
        host.locations.length === 0 ? [] : host.locations.join(" "),
      ]
        .flat()
        .join(", "),
    ]),
    ...locations.map(({ name, state, image }) => ["location", name, state, image ?? ""]),
    ...runs.map(({ run_id, status, job_name, location_name, host_name }) => [
      ...["run", run_id, status, `${location_name}/${job_name} on ${host_name}`],
    ]),
  ];
}
