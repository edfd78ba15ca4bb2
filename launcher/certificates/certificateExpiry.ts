import { X509Certificate } from "node:crypto";

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const dayMs = 86_400_000;

/**
 * When the certificates of a PEM file end. Keys and whatever else the file has are passed over.
 *
 * @param which Which of several counts: the `first` to end, as in a chain, which is as good as its weakest link; or the
 * `last`, as in a bundle of authorities of which an old one may run out. Default: first.
 * @returns Milliseconds since the epoch; undefined when there is no certificate in it, or one that cannot be read.
 *
 * @example
 * certificateExpiry(await readFile("/etc/dagster/certs/cert.pem", "utf8"));
 */
export function certificateExpiry(pem: string, which: "first" | "last" = "first"): number | undefined {
  const ends = (pem.match(block) ?? []).map(endOf);
  if (ends.length === 0 || ends.some(Number.isNaN)) return undefined;
  return which === "first" ? Math.min(...ends) : Math.max(...ends);
}

/**
 * Whole days until a certificate ends; negative when it has ended.
 *
 * @param expiry Milliseconds since the epoch.
 * @param now The same.
 */
export function daysLeft(expiry: number, now: number): number {
  return Math.floor((expiry - now) / dayMs);
}

function endOf(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return NaN;
  }
}
