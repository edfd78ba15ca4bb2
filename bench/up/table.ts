import type { UpDocument, UpTime } from "./document.ts";

/** The document as Markdown tables. */
export function upTables({ ups }: UpDocument): string {
  return [overview(ups), ...ups.filter(({ steps }) => steps.length > 0).map(byStep)].join("\n\n");
}

function overview(ups: UpTime[]): string {
  const kinds = Object.keys(ups[0]?.ssh_logins ?? {});
  return markdown(
    [
      "`pulumi up`",
      "Seconds",
      "Before the first change",
      "Resources changed",
      ...kinds.map((kind) => `SSH logins per \`${kind}\` host`),
    ],
    ups.map(({ what, seconds, before_first_s, resources_changed, ssh_logins }) => [
      what,
      String(seconds),
      resources_changed === 0 ? "" : String(before_first_s),
      String(resources_changed),
      ...kinds.map((kind) => range(ssh_logins[kind])),
    ]),
  );
}

function byStep({ what, steps }: UpTime): string {
  const rows = steps.map(({ step, resources, wall_s, sum_s, longest_s, hosts_at_once }) =>
    [step, resources, wall_s, sum_s, longest_s, hosts_at_once ?? ""].map(String),
  );
  return `By step, ${what}:\n\n${markdown(["Step", "Resources", "From first to last, s", "Sum, s", "Longest, s", "Hosts at once"], rows)}`;
}

function range(logins: { min: number; max: number } | undefined): string {
  if (!logins) return "";
  return logins.min === logins.max ? String(logins.min) : `${logins.min} to ${logins.max}`;
}

function markdown(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
