import { renewalWindow } from "./renewalWindow.ts";

/** How long a certificate is to be valid, and which of its renewal windows it is made in. */
export interface Lifetime {
  validityHours: number;
  /** Index of the renewal window: a part of the certificate's identity. */
  window: number;
  /** The moment from which the next `up` renews it, in milliseconds since the epoch. */
  renewsAfter: number;
}

/**
 * The lifetime of a certificate that never outlives its CA: the wished one where it fits, else the half, the quarter and so on.
 * Near the end of a CA certificates therefore live shorter and are renewed more often, always at the same share of the
 * lifetime that they have.
 *
 * @param wish   `now` in milliseconds since the epoch, `validityHours` wished for, and `renewAt` as in {@link renewalWindow}.
 * @param caEnds When the CA's certificate ends at the earliest, in milliseconds since the epoch.
 * @returns undefined when not even an hour is left.
 */
export function lifetime(
  { now, validityHours, renewAt }: { now: number; validityHours: number; renewAt: number },
  caEnds: number,
): Lifetime | undefined {
  for (let hours = validityHours; hours >= 1; hours = Math.floor(hours / 2)) {
    const { index, end } = renewalWindow(now, hours, renewAt);
    // Whenever in this window the certificate is made, it must end first.
    if (end + hours * 3_600_000 <= caEnds) return { validityHours: hours, window: index, renewsAfter: end };
  }
  return undefined;
}
