import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../cache.ts";
import { adapterMends, commandEvidence } from "./commandEvidence.ts";
import { developmentEvidence } from "./developmentEvidence.ts";
import { groups } from "./entries.ts";
import type { Entry, Group } from "./entries.ts";
import { launcherEvidence } from "./launcherEvidence.ts";
import { provisioningEvidence } from "./provisioningEvidence.ts";

/** Where a user meets the codes of a table, by how the text before it begins. */
const places: { intro: RegExp; title: string; evidence: Record<string, string> }[] = [
  { intro: /^In the run's events/, title: "A run fails, or waits", evidence: launcherEvidence },
  {
    intro: /^Causes that the status page/,
    title: "The status page tells a cause",
    evidence: launcherEvidence,
  },
  { intro: /^When the launcher starts/, title: "The launcher does not start", evidence: launcherEvidence },
  { intro: /^From a command of/, title: "A command refuses", evidence: commandEvidence },
  {
    intro: /^From `pulumi preview`/,
    title: "Before pulumi changes anything",
    evidence: provisioningEvidence,
  },
  { intro: /^While `up` changes/, title: "While pulumi up changes a host", evidence: provisioningEvidence },
  { intro: /^The launcher's own errors pass/, title: "Dagster's own processes", evidence: commandEvidence },
  { intro: /^$/, title: "Demo, lab, engine and tests", evidence: developmentEvidence },
];

/** The generated regions of docs/troubleshooting.md: an index, and an entry for every code that a user can meet. */
export function troubleshootingRegions(): Record<string, string> {
  const read = (name: string): Group[] => groups(readFileSync(join(checkout, "docs", name), "utf8"));
  const all = [...read("errors.md"), ...read("adapter.md")].toSorted((one, other) => rank(one) - rank(other));
  return {
    index: indexOf(all),
    entries: all.map(section).join("\n\n"),
  };
}

/** Codes of which the page cannot say how to see what is behind them: a test wants none. */
export function withoutEvidence(): string[] {
  const read = (name: string): Group[] => groups(readFileSync(join(checkout, "docs", name), "utf8"));
  return [...read("errors.md"), ...read("adapter.md")].flatMap((group) =>
    group.entries.filter((entry) => evidence(group, entry) === undefined).map(({ code }) => code),
  );
}

function placeOf({ heading, intro }: Group): (typeof places)[number] {
  const place = places.find((one) => one.intro.test(intro));
  return place ?? { intro: /$/, title: heading, evidence: {} };
}

/** The order of the page is that of {@link places}. */
function rank(group: Group): number {
  const found = places.indexOf(placeOf(group));
  return found < 0 ? places.length : found;
}

function evidence(group: Group, { code }: Entry): string | undefined {
  const everywhere = [launcherEvidence, commandEvidence, provisioningEvidence, developmentEvidence];
  return [placeOf(group).evidence, ...everywhere].find((known) => code in known)?.[code];
}

function indexOf(all: Group[]): string {
  const seen = new Map<string, number>();
  const anchor = (code: string): string => {
    const before = seen.get(code) ?? 0;
    seen.set(code, before + 1);
    // As GitHub names the second heading of the same text.
    return `#${code.toLowerCase()}${before === 0 ? "" : `-${before}`}`;
  };
  const line = (group: Group): string => {
    const codes = group.entries.map(({ code }) => `[${code}](${anchor(code)})`);
    return `- **${placeOf(group).title}**: ${codes.join(", ")}`;
  };
  return all.map(line).join("\n");
}

function section(group: Group): string {
  const entries = group.entries.map((entry) => {
    const { code, cause, retryable } = entry;
    const mend = entry.mend ?? adapterMends[code] ?? "";
    const again = retryable === undefined || retryable === "no" ? "" : ` Dagster tries again: ${retryable}.`;
    const lines = [`- Cause: ${cause}${again}`, `- Look: ${evidence(group, entry) ?? ""}`, `- Mend: ${mend}`];
    return `### ${code}\n\n${lines.join("\n")}`;
  });
  return `## ${placeOf(group).title}\n\n${entries.join("\n\n")}`;
}
