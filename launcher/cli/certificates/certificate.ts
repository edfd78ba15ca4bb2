import type { X509Certificate } from "node:crypto";

/**
 * How a certificate fares: `due` when it has passed the share of its life at which the next `pulumi up` renews it, `near_end`
 * when little is left.
 */
export type CertificateState = "valid" | "due" | "near_end" | "expired" | "not_yet_valid";

/** One certificate, as `certs` shows it. */
export type CertificateFacts = {
  subject: string;
  issuer: string;
  /** Subject alternative names, such as `IP Address:10.0.1.2`. */
  names: string[];
  /** ISO 8601. */
  from: string;
  until: string;
  /** Whole days until its end; negative afterwards. */
  days_left: number;
  state: CertificateState;
  /** SHA-256, in colon-separated hexadecimal. */
  fingerprint: string;
};

const dayMs = 86_400_000;
/** The share of its life at which provisioning renews a certificate. */
const renewAt = 2 / 3;
/** Nothing that lives longer is to have less than this left. */
const warnDays = 30;

/** @param now Milliseconds since the epoch. */
export function certificateFacts(certificate: X509Certificate, now: number): CertificateFacts {
  const [from, until] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: certificate.subjectAltName?.split(", ") ?? [],
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    days_left: Math.floor((until - now) / dayMs),
    state: certificateState(from, until, now),
    fingerprint: certificate.fingerprint256,
  };
}

/**
 * The state of a certificate at some moment; all in milliseconds since the epoch. One that lives 180 days or more is near its
 * end with 30 days left, one that lives shorter in the last sixth of its life: it is renewed at two thirds, so that many
 * days and some `pulumi up` were missed by then.
 */
export function certificateState(from: number, until: number, now: number): CertificateState {
  const life = until - from;
  if (now < from) return "not_yet_valid";
  if (now >= until) return "expired";
  if (until - now < Math.min(warnDays * dayMs, life / 6)) return "near_end";
  return now >= from + life * renewAt ? "due" : "valid";
}

/** Whether somebody has to do something about it now. */
export function isUnwell(state: CertificateState): boolean {
  return state !== "valid" && state !== "due";
}

function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").filter(Boolean).join(", ");
}
