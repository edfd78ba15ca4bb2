import type { Command } from "commander";
import { print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import type { SocketOptions } from "../findSocket.ts";
import type { HostAnswer } from "../launcher/answers.ts";
import { answersJson, asksLauncher, launcherOf } from "../options.ts";
import type { JsonOption } from "../options.ts";
import { table } from "../table.ts";

type Options = SocketOptions & JsonOption;

/** Adds `hosts list`, `hosts drain` and `hosts undrain`. */
export function addHosts(program: Command, io: Io): void {
  const hosts = program.command("hosts").description("show, drain and undrain the Docker hosts");

  answersJson(asksLauncher(hosts.command("list")))
    .description("show the Docker hosts of the running launcher")
    .action(async (options: Options) => {
      const answer = await (await launcherOf(options, io)).hosts();
      if (options.json === true) printJson(io, answer);
      else for (const line of hostLines(answer.hosts)) print(io, line);
    });

  answersJson(asksLauncher(hosts.command("drain")))
    .description("place no new run on a host, until undrain; runs that are there go on")
    .argument("<host>", "a host_name of docker_hosts")
    .action(async (host: string, options: Options) => {
      const answer = await (await launcherOf(options, io)).drain(host);
      if (options.json === true) printJson(io, answer);
      else print(io, `Host '${host}' is drained: no new run is placed there. Runs that are there go on.`);
    });

  answersJson(asksLauncher(hosts.command("undrain")))
    .description("place runs on a host again")
    .argument("<host>", "a host_name of docker_hosts")
    .action(async (host: string, options: Options) => {
      const answer = await (await launcherOf(options, io)).undrain(host);
      if (options.json === true) printJson(io, answer);
      else print(io, `Host '${host}' takes new runs.`);
    });
}

function hostLines(hosts: readonly HostAnswer[]): string[] {
  const heading = ["HOST", "STATE", "DOCKER", "RUNS", "WARM", "CERTIFICATE", "URL", "LOCATIONS"];
  const rows = hosts.map((host) => [
    host.host_name,
    hostState(host),
    host.version ?? "-",
    host.containers_running === null ? "-" : `${host.containers_running} of ${host.containers_total ?? 0}`,
    warmWorkers(host) ?? "-",
    host.certificate_days_left === null ? "-" : `${host.certificate_days_left} days`,
    host.docker_url,
    host.locations.join(", "),
  ]);
  const errors = hosts.flatMap(({ host_name, error, warm_error }) => [
    ...(error === null ? [] : [`${host_name}: ${error}`]),
    ...(warm_error === null ? [] : [`${host_name}, warm workers: ${warm_error}`]),
  ]);
  return [...table(heading, rows), ...errors];
}

/** The state of a host in words. */
export function hostState({ reachable, drained }: HostAnswer): string {
  return `${reachable ? "up" : "unreachable"}${drained ? ", drained" : ""}`;
}

/** The warm workers of a host that wait, and what they take; undefined when there are none. */
export function warmWorkers({ warm_idle, warm_memory_bytes }: HostAnswer): string | undefined {
  return warm_idle === 0 ? undefined : `${warm_idle} (${Math.round(warm_memory_bytes / 1_000_000)} MB)`;
}
