/** One window of a timeline that is cut into equal parts from the Unix epoch on. */
export interface Window {
  /** Which one it is. */
  index: number;
  /** Its first moment, in milliseconds since the epoch. */
  start: number;
  /** The first moment of the next one. */
  end: number;
}

/**
 * Which renewal window a moment falls in. A certificate whose identity includes the window's index is made anew by the first
 * `pulumi up` of the next one; it then still has at least `1 - renewAt` of its lifetime left.
 *
 * Windows are counted from the Unix epoch, so that the answer depends on nothing but the arguments. The first certificate of
 * all may therefore be renewed earlier than at `renewAt` of its lifetime, never later.
 *
 * @param now           Milliseconds since the epoch.
 * @param validityHours Lifetime of the certificate, in hours, more than 0.
 * @param renewAt       The share of the lifetime after which it is renewed, between 0 and 1. Default 2/3.
 */
export function renewalWindow(now: number, validityHours: number, renewAt = 2 / 3): Window {
  const length = validityHours * 3_600_000 * renewAt;
  const index = Math.floor(now / length);
  return { index, start: index * length, end: (index + 1) * length };
}
