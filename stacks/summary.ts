import type { HostStatus } from "./hostStatus.ts";
import type { LocationStatus } from "./outputs.ts";

/** What a completed `up` says at its end. */
export interface Completed {
  hosts: HostStatus[];
  locations: LocationStatus[];
  webserver: string;
  launcher: string;
  nextCertificateRenewal: string;
}

/** The fleet as it is now, for people: one line for each host and location, and what to do next. */
export function summary({
  hosts,
  locations,
  webserver,
  launcher,
  nextCertificateRenewal,
}: Completed): string {
  const rows = [
    ...hosts.map(({ name, access, dockerVersion, certificateExpiry, certificateDaysLeft }) => [
      name,
      access === "none" ? "no Docker" : `Docker ${dockerVersion} over ${access}`,
      certificateExpiry === null
        ? ""
        : `certificate until ${certificateExpiry.slice(0, 10)} (${certificateDaysLeft ?? 0} days)`,
    ]),
    ...locations.map(({ name, hosts: on }) => [name, `runs on ${on.join(", ")}`, ""]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
  return [
    `The fleet is up: ${count(hosts.length, "host")}, ${count(locations.length, "code location")}.`,
    ...lines,
    `  Web interface: ${webserver}   Status: ${launcher}`,
    ...(nextCertificateRenewal === "none"
      ? []
      : [`  The next certificate to be renewed: ${nextCertificateRenewal}. Run pulumi up then.`]),
  ].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
