/** One code of docs/errors.md or docs/adapter.md. */
export type Entry = { code: string; cause: string; mend: string | undefined; retryable: string | undefined };

/** The codes of one table, which is one place where a user meets them: the heading over it and the text before it. */
export type Group = { heading: string; intro: string; entries: Entry[] };

/** Reads the tables of a page whose first column is a code. */
export function groups(page: string): Group[] {
  const found: Group[] = [];
  let heading = "";
  let text: string[] = [];
  let head: string[] = [];
  for (const line of page.split("\n")) {
    const cells = cellsOf(line);
    if (line.startsWith("#")) heading = line.replace(/^#+ /, "");
    if (cells === undefined) {
      // A blank line ends a table, and what comes next belongs to the next one.
      if (head.length > 0) text = [];
      head = [];
      if (line.startsWith("#")) text = [];
      else if (line.trim() !== "") text.push(line);
    } else if (head.length === 0) {
      head = cells;
      if (cells[0] === "Code") found.push({ heading, intro: text.join(" "), entries: [] });
    } else if (head[0] === "Code") found.at(-1)?.entries.push(...entriesOf(head, cells));
  }
  return found;
}

function entriesOf(head: string[], cells: string[]): Entry[] {
  const cell = (...names: string[]): string | undefined =>
    cells[head.findIndex((name) => names.includes(name))];
  const codes = [...(cells[0] ?? "").matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g)].map(([, code]) => code ?? "");
  const cause = cell("What is wrong", "What has happened", "Meaning") ?? "";
  return codes.map((code) => ({
    code,
    cause,
    mend: cell("How to mend it", "What to do"),
    retryable: cell("Retryable"),
  }));
}

function cellsOf(line: string): string[] | undefined {
  if (!line.startsWith("|")) return undefined;
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}
