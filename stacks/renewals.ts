import type { DeclaredHost } from "./hosts.ts";

/** From when on an `up` renews each host's server certificate, RFC 3339, by the host's name; hosts without TLS are left out. */
export function hostRenewals(hosts: Map<string, DeclaredHost>): Record<string, string> {
  return Object.fromEntries(
    [...hosts].flatMap(([name, { docker }]) =>
      docker.certificateRenewsAfter === undefined ? [] : [[name, docker.certificateRenewsAfter]],
    ),
  );
}

/**
 * The first moment at which an `up` renews a certificate, and whose it is.
 *
 * @param renewals From when on an `up` renews them, RFC 3339, by the certificates' names.
 * @returns Such as `2027-04-18 (host-b, launcher)`.
 */
export function nextRenewal(renewals: Record<string, string>): string {
  const dates = Object.entries(renewals).map(([name, moment]) => [moment.slice(0, 10), name] as const);
  const [first] = dates.map(([date]) => date).toSorted();
  if (first === undefined) return "none";
  const names = dates.flatMap(([date, name]) => (date === first ? [name] : []));
  return `${first} (${names.join(", ")})`;
}
