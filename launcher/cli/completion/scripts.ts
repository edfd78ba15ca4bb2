import type { Node } from "./tree.ts";

/** The shells for which there is a completion. */
export const shells = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof shells)[number];

/**
 * The completion script of a shell. It knows commands and options as they are now, and asks nobody; where nothing fits, bash and
 * zsh complete file names.
 */
export function completionScript(shell: Shell, tree: readonly Node[]): string {
  return { bash, zsh, fish }[shell](tree);
}

// Commands and options are letters, digits and hyphens: nothing needs to be escaped within single quotes.

function bash(tree: readonly Node[]): string {
  return `# bash completion of dagster-multihost: source <(dagster-multihost completion bash)
_dagster_multihost() {
  local word path='' offer=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${posixPath(tree)}
  done
${posixOffer(tree)}
  COMPREPLY=($(compgen -W "$offer" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _dagster_multihost dagster-multihost
`;
}

function zsh(tree: readonly Node[]): string {
  return `#compdef dagster-multihost
# zsh completion of dagster-multihost: source <(dagster-multihost completion zsh)
_dagster_multihost() {
  # "path" is the search path of zsh itself.
  local word place='' offer=''
  for word in "\${(@)words[2,CURRENT-1]}"; do
${posixPath(tree, "place")}
  done
${posixOffer(tree, "place")}
  compadd -- \${=offer} || _files
}
compdef _dagster_multihost dagster-multihost
`;
}

function posixPath(tree: readonly Node[], variable = "path"): string {
  return `    case "$${variable}$word" in
      ${commandsOf(tree).join(" | ")}) ${variable}="$${variable}$word " ;;
    esac`;
}

function posixOffer(tree: readonly Node[], variable = "path"): string {
  const cases = tree.map(({ path, words }) => `    '${path}') offer='${words.join(" ")}' ;;`);
  return `  case "\${${variable}% }" in\n${cases.join("\n")}\n  esac`;
}

function fish(tree: readonly Node[]): string {
  const cases = tree.map(({ path, words }) => `    case '${path}'\n      printf '%s\\n' ${words.join(" ")}`);
  return `# fish completion of dagster-multihost: dagster-multihost completion fish | source
function __dagster_multihost_offer
  set -l place ''
  for word in (commandline -opc)[2..-1]
    switch "$place$word"
      case ${commandsOf(tree).join(" ")}
        set place "$place$word "
    end
  end
  switch (string trim -- "$place")
${cases.join("\n")}
  end
end
complete -c dagster-multihost -f -a '(__dagster_multihost_offer)'
`;
}

function commandsOf(tree: readonly Node[]): string[] {
  return tree.flatMap(({ path }) => (path === "" ? [] : [`'${path}'`]));
}
