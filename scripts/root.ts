import { execa } from "execa";
import type { Options } from "execa";

/** Runs a command as root: directly when this process is root, else through `sudo` without asking for a password. */
export function asRoot<O extends Options>(command: string, arguments_: string[], options?: O) {
  const [file, ...rest] = rootCommand(command, arguments_);
  return execa(file, rest, options);
}

/** The words of a command that runs as root. */
export function rootCommand(
  command: string,
  arguments_: string[],
  userId = process.getuid?.(),
): [string, ...string[]] {
  return userId === 0 ? [command, ...arguments_] : ["sudo", "-n", command, ...arguments_];
}
