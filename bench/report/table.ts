import { systemNames } from "../names.ts";
import type { Figures } from "../samples.ts";
import type { Stat } from "../stats.ts";

/** The figures as a table in Markdown: a row for each figure, a column for each system that has any. */
export function figureTable(figures: Figures): string {
  const columns = systemNames.filter((name) => Object.values(figures).some((systems) => systems[name]));
  const rows = Object.entries(figures).map(([figure, systems]) => [
    `\`${figure}\``,
    ...columns.map((name) => cell(systems[name])),
  ]);
  const head = ["Figure", ...columns.map((name) => `\`${name}\``)];
  const widths = head.map((_, index) => Math.max(...[head, ...rows].map((row) => row[index]?.length ?? 0)));
  const line = (cells: string[], fill = " "): string =>
    `| ${cells.map((text, index) => text.padEnd(widths[index] ?? 0, fill)).join(" | ")} |`;
  return [
    line(head),
    line(
      head.map(() => ""),
      "-",
    ),
    ...rows.map((row) => line(row)),
  ].join("\n");
}

/** The median, and the spread where there is one. */
function cell(stat: Stat | undefined): string {
  if (stat === undefined) return "";
  const { p50, min, max } = stat;
  return min === max ? number(p50) : `${number(p50)} (${number(min)}–${number(max)})`;
}

function number(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
