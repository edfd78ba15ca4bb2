import { Argument } from "commander";
import type { Command } from "commander";
import { completionScript, shells } from "../completion/scripts.ts";
import type { Shell } from "../completion/scripts.ts";
import { completionTree } from "../completion/tree.ts";
import type { Io } from "../io.ts";

/** Adds `completion`: a script by which a shell completes commands and options. */
export function addCompletion(program: Command, io: Io): void {
  program
    .command("completion")
    .summary("print a completion script for a shell")
    .description("Prints a script by which a shell completes the commands and options of this version.")
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(shells))
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  source <(dagster-multihost completion bash)      # in ~/.bashrc\n" +
        "  source <(dagster-multihost completion zsh)       # in ~/.zshrc, after compinit\n" +
        "  dagster-multihost completion fish | source       # in ~/.config/fish/config.fish",
    )
    .action((shell: Shell) => void io.stdout.write(completionScript(shell, completionTree(program))));
}
