/**
 * Which renewal window a moment falls in. A certificate whose identity includes the window is made anew by the first
 * `pulumi up` of the next one; it then still has at least `1 - renewAt` of its lifetime left.
 *
 * Windows are counted from the Unix epoch, so that the answer depends on nothing but the arguments.
 *
 * @param now           Milliseconds since the epoch.
 * @param validityHours Lifetime of the certificate, in hours, more than 0.
 * @param renewAt       The share of the lifetime after which it is renewed, between 0 and 1. Default 2/3.
 */
export function renewalWindow(now: number, validityHours: number, renewAt = 2 / 3): number {
  return Math.floor(now / (validityHours * 3_600_000 * renewAt));
}
