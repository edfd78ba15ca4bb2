import { systemNames } from "../names.ts";
import type { SystemName } from "../names.ts";
import type { Figures } from "../samples.ts";
import type { Stat } from "../stats.ts";

/** The figures that are drawn, and their titles. */
const panels: Record<string, string> = {
  launch_call_ms: "launch_run call, ms",
  container_started_ms: "Request to container started, ms",
  run_start_ms: "Launch to RUN_START, ms",
  launches_per_s_16: "Launches a second, 16 at once (more is better)",
  api_calls_per_launch: "Docker API calls a launch",
  health_200_ms: "Health of 200 live runs, ms",
  import_ms: "Import on top of Dagster, ms",
};

const colours: Record<SystemName, string> = {
  floor: "#8a8f98",
  ours_cold: "#2563eb",
  ours_warm: "#60a5fa",
  peer: "#d97706",
  dagster_docker: "#b45309",
  default: "#78716c",
};

const width = 880;
const [left, right] = [130, 90];
const [row, head, gap] = [20, 26, 18];

/** Bars of the medians with lines from the least to the most, one panel for each figure, as SVG. */
export function plot(figures: Figures): string {
  const parts: string[] = [];
  let y = 12;
  for (const [figure, title] of Object.entries(panels)) {
    const systems = systemNames.flatMap((name) => {
      const stat = figures[figure]?.[name];
      return stat === undefined ? [] : [{ name, stat }];
    });
    if (systems.length === 0) continue;
    parts.push(text(12, y + 14, title, 'font-weight="600"'));
    const most = Math.max(...systems.map(({ stat }) => stat.max), Number.MIN_VALUE);
    for (const [index, { name, stat }] of systems.entries())
      parts.push(bar(y + head + index * row, name, stat, most));
    y += head + systems.length * row + gap;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${y}" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function bar(y: number, name: SystemName, { p50, min, max }: Stat, most: number): string {
  const x = (value: number): string => (left + (value / most) * (width - left - right)).toFixed(1);
  const middle = y + row / 2;
  const label = max === min ? p50 : Math.max(p50, max);
  return [
    text(left - 8, middle + 4, name, 'text-anchor="end"'),
    `<rect x="${left}" y="${y + 3}" width="${(Number(x(p50)) - left).toFixed(1)}" height="${row - 6}" fill="${colours[name]}"/>`,
    `<path d="M${x(min)} ${middle}H${x(max)}M${x(min)} ${middle - 4}v8M${x(max)} ${middle - 4}v8" stroke="#111827" fill="none"/>`,
    text(Number(x(label)) + 8, middle + 4, p50.toLocaleString("en-US")),
  ].join("\n");
}

function text(x: number, y: number, content: string, more = ""): string {
  return `<text x="${x}" y="${y}" fill="#111827" ${more}>${content}</text>`;
}
