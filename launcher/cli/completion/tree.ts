import type { Command } from "commander";

/** What may follow a command: its subcommands and its options. */
export type Node = {
  /** The words that lead to the command, such as `hosts drain`; empty for the program itself. */
  path: string;
  words: string[];
};

/** All commands of a program, and what may follow each, in the order of `--help`. */
export function completionTree(program: Command, path: readonly string[] = []): Node[] {
  const options = program.options.filter(({ hidden }) => !hidden).flatMap(({ long }) => long ?? []);
  const commands = program.commands.filter((command) => command.name() !== "help");
  const own = {
    path: path.join(" "),
    words: [...commands.map((command) => command.name()), ...options, "--help"],
  };
  return [own, ...commands.flatMap((command) => completionTree(command, [...path, command.name()]))];
}
