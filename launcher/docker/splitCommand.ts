/**
 * Splits a command line into words as a shell does: blanks separate, quotes and backslashes keep together.
 *
 * @example
 * splitCommand("sh -c 'echo a b'"); // ["sh", "-c", "echo a b"]
 */
export function splitCommand(line: string): string[] {
  const words = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs) ?? [];
  return words.map((word) =>
    word.replace(
      /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? "",
    ),
  );
}
