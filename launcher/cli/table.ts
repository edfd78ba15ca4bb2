/**
 * Lines of aligned columns, the heading first.
 *
 * @example
 * table(["HOST", "STATE"], [["host-b", "up"]]); // ["HOST    STATE", "host-b  up"]
 */
export function table(heading: string[], rows: string[][]): string[] {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
