import type { Command } from "commander";
import { findSocket } from "./findSocket.ts";
import type { SocketOptions } from "./findSocket.ts";
import { hostTable } from "./hostTable.ts";
import { askLauncher } from "./socketClient.ts";

type Print = (line: string) => void;

/** Adds the commands that ask a running launcher about its hosts: `hosts`, `drain` and `undrain`. */
export function addHostCommands(program: Command, print: Print): void {
  asking(program.command("hosts"))
    .description("show the Docker hosts of the running launcher")
    .option("--json", "print the launcher's answer as JSON")
    .action(async ({ json, ...options }: SocketOptions & { json?: true }) => {
      const answer = await askLauncher(await findSocket(options), "GET", "/v1/hosts");
      print(json === true ? JSON.stringify(answer, undefined, 2) : hostTable(answer));
    });

  asking(program.command("drain"))
    .description("place no new run on a host, until undrain; runs that are there go on")
    .argument("<host>", "a host_name of docker_hosts")
    .action(async (host: string, options: SocketOptions) => {
      await change(options, host, "drain");
      print(`Host '${host}' is drained: no new run is placed there. Runs that are there go on.`);
    });

  asking(program.command("undrain"))
    .description("place runs on a host again")
    .argument("<host>", "a host_name of docker_hosts")
    .action(async (host: string, options: SocketOptions) => {
      await change(options, host, "undrain");
      print(`Host '${host}' takes new runs.`);
    });
}

async function change(options: SocketOptions, host: string, action: "drain" | "undrain"): Promise<void> {
  const path = `/v1/hosts/${encodeURIComponent(host)}/${action}`;
  await askLauncher(await findSocket(options), "POST", path);
}

function asking(command: Command): Command {
  return command
    .option("--socket <path>", "the launcher's socket (default: where serve listens)")
    .option("--dagster-home <dir>", "folder with dagster.yaml (default: $DAGSTER_HOME)");
}
