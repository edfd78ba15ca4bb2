import { readFileSync } from "node:fs";
import { join } from "node:path";
import { figuresOf } from "../../bench/report/document.ts";
import type { BenchDocument } from "../../bench/report/document.ts";
import { figureTable } from "../../bench/report/table.ts";
import { checkout } from "../cache.ts";
import { markdownTable } from "./markdownTable.ts";

/** The generated regions of docs/performance.md, from the committed run of the benchmark. */
export function performanceRegions(): Record<string, string> {
  const file = join(checkout, "docs/performance.json");
  const document = JSON.parse(readFileSync(file, "utf8")) as BenchDocument;
  return {
    machine: machine(document),
    figures: figureTable(figuresOf(document)),
    floor: figureRatios(document.ratios.to_floor),
    peer: figureRatios(document.ratios.to_peer),
  };
}

function machine({ about }: BenchDocument): string {
  const { machine: of, at, commit, minutes, notes } = about;
  const rows = [
    ["Run", `${at}, ${minutes} minutes, commit ${commit ?? "unknown"}`],
    ["Machine", `${of.cpus} CPUs (${of.cpu}), ${of.memory_gib} GiB, ${of.system}`],
    ["Load at the start", String(of.load_at_start)],
    ["Versions", `Docker Engine ${of.docker}, Node ${of.node}, Python ${of.python}`],
    ...notes.map((note) => ["Remark", note]),
  ];
  return markdownTable(["", ""], rows);
}

function figureRatios(ratios: BenchDocument["ratios"]["to_floor"]): string {
  const systems = [...new Set(Object.values(ratios).flatMap((of) => Object.keys(of)))] as SystemName[];
  const rows = Object.entries(ratios)
    .filter(([, of]) => Object.keys(of).length > 0)
    .map(([figure, of]) => [`\`${figure}\``, ...systems.map((name) => String(of[name] ?? ""))]);
  return markdownTable(["Figure", ...systems.map((name) => `\`${name}\``)], rows);
}

type SystemName = keyof BenchDocument["ratios"]["to_floor"][string];
