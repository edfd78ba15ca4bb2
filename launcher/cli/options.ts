import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { DagsterClient } from "./dagster/client.ts";
import { findSocket } from "./findSocket.ts";
import type { SocketOptions } from "./findSocket.ts";
import type { Io } from "./io.ts";
import { LauncherClient } from "./launcher/client.ts";

/** How a command names the webserver that it asks. */
export type WebserverOptions = { webserverUrl?: string };

/** What a command that can answer in JSON is given. */
export type JsonOption = { json?: true };

/** Adds the options of a command that asks the launcher. */
export function asksLauncher(command: Command): Command {
  return command
    .option("--socket <path>", "the launcher's socket (default: where serve listens)")
    .option("--dagster-home <dir>", "folder with dagster.yaml (default: $DAGSTER_HOME)");
}

/** Adds the option of a command that asks Dagster's webserver. */
export function asksDagster(command: Command): Command {
  return command.option(
    "--webserver-url <url>",
    "Dagster's webserver (default: $DAGSTER_WEBSERVER_URL, else http://127.0.0.1:3000)",
  );
}

/** Adds `--json`. */
export function answersJson(command: Command): Command {
  return command.option("--json", "print JSON instead of text");
}

/** The launcher that a command's options name. */
export async function launcherOf(options: SocketOptions, io: Io): Promise<LauncherClient> {
  return new LauncherClient(await findSocket(options, io.env));
}

/** The webserver that a command's options name. */
export function dagsterOf({ webserverUrl }: WebserverOptions, io: Io): DagsterClient {
  const url = webserverUrl ?? io.env["DAGSTER_WEBSERVER_URL"];
  return new DagsterClient(url === undefined || url === "" ? "http://127.0.0.1:3000" : url);
}

/** Reads a number that is 0 or more, as a time is. */
export function atLeastZero(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It must be a number, 0 or more.");
}

/** Reads a number of lines. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number, 0 or more.");
}
