const units: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * Reads a size as docker-py does: a number of bytes, or a string with an optional unit b, k, m, g or t of either case,
 * with or without a second `b`. Units are powers of 1024.
 *
 * @returns Bytes, or undefined when it is not a size.
 * @example
 * parseBytes("512m"); // 536870912
 */
export function parseBytes(size: number | string): number | undefined {
  if (typeof size === "number") return Number.isFinite(size) ? Math.trunc(size) : undefined;
  const match = /^(-?\d+(?:\.\d+)?)(?:([bkmgt])b?)?$/i.exec(size.trim());
  if (match === null) return undefined;
  return Math.trunc(Number(match[1]) * (units[(match[2] ?? "b").toLowerCase()] ?? 1));
}
