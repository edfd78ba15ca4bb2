import { createHash, X509Certificate } from "node:crypto";
import { renewalWindow } from "./renewalWindow.ts";

const hour = 3_600_000;

/** A CA that Pulumi makes, as its label says. */
export interface OwnAuthority {
  validityHours: number;
  /** When its certificate ends at the earliest, in milliseconds since the epoch. */
  ends: number;
}

/**
 * The label of the CA that is wanted at a moment: its generation, its lifetime and the hour, since the epoch, in which its
 * renewal window began. All that its certificate is made from is in the label, so that an old CA can be declared as it was.
 *
 * @example
 * authorityLabel({ now, generation: 1, validityHours: 87_600, renewAt: 2 / 3 }); // "1-87600h-467200"
 */
export function authorityLabel(wish: {
  now: number;
  generation: number;
  validityHours: number;
  renewAt: number;
}): string {
  const { start } = renewalWindow(wish.now, wish.validityHours, wish.renewAt);
  return `${wish.generation}-${wish.validityHours}h-${Math.floor(start / hour)}`;
}

/** The parts of a label; undefined for that of a CA that was brought along. */
export function parseLabel(label: string): OwnAuthority | undefined {
  const match = /^\d+-(\d+)h-(\d+)$/.exec(label);
  if (!match) return undefined;
  const validityHours = Number(match[1]);
  // It was made in its window, at the beginning at the earliest.
  return { validityHours, ends: (Number(match[2]) + validityHours) * hour };
}

/** The label of a CA that was brought along: it changes with the certificate. */
export function broughtLabel(certificate: X509Certificate): string {
  return `brought-${createHash("sha256").update(certificate.raw).digest("hex").slice(0, 12)}`;
}
