/** The shell commands of a page that are marked to be run (```` ```sh run ````), in order. */
export function markedCommands(page: string): string[] {
  return [...page.matchAll(/^```sh run\n([\s\S]*?)^```$/gm)].map(([, commands]) => commands ?? "");
}

/** The names of the variables that a page's other commands export. */
export function exportedNames(page: string): string[] {
  const lines = [...page.matchAll(/^export (.+)$/gm)].map(([, text]) => text ?? "");
  return lines.flatMap((line) => [...line.matchAll(/(?:^| )([A-Z_]+)=/g)].map(([, name]) => name ?? ""));
}
