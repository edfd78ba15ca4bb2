/** One figure of one system: how often it was measured, the median and the spread. */
export type Stat = { n: number; p50: number; min: number; max: number };

/**
 * Sums up what was measured; undefined when nothing was.
 *
 * @example
 * stat([3, 1, 2]); // { n: 3, p50: 2, min: 1, max: 3 }
 */
export function stat(values: readonly number[]): Stat | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((one, other) => one - other);
  const at = (index: number): number => sorted[index] ?? NaN;
  const middle = sorted.length >> 1;
  const p50 = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { n: sorted.length, p50: round(p50), min: round(at(0)), max: round(at(sorted.length - 1)) };
}

/** Three significant digits say all that a benchmark knows; counts stay whole. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
