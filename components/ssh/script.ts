import { readFileSync } from "node:fs";

/**
 * One shell command that runs a script as root on a server, whoever logs in.
 *
 * @param user      Who logs in: for anyone but root the script runs under `sudo -n`.
 * @param file      The script, a POSIX shell file. Its text travels in the command, so it must hold no secret.
 * @param variables Shell variables that the script reads. They show in the server's process list: secrets go through
 *                  standard input instead.
 * @example
 * new command.remote.Command("x", { create: rootScript("deploy", file, { directory: "/etc/x" }), stdin: secret });
 */
export function rootScript(user: string, file: string, variables: Record<string, string>): string {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${quote(value)}\n`);
  const script = assignments.join("") + readFileSync(file, "utf8");
  return `${user === "root" ? "" : "sudo -n "}sh -c ${quote(script)}`;
}

/** A POSIX shell word for any text: single quotes, with every single quote inside taken out of them. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
