/** Where the launches stand on the plot. Nothing here touches the page. */

/** @import { LaunchItem } from "../schemas.ts" */

const hourMs = 3_600_000;
export const spanMs = 6 * hourMs;
const margin = { left: 52, right: 12, top: 10, bottom: 22 };

/**
 * Positions on a logarithmic plot of the last six hours.
 *
 * @param {LaunchItem[]} points
 * @param {number} now
 * @param {{ width: number, height: number }} size
 */
export function plot(points, now, { width, height }) {
  const from = now - spanMs;
  const shown = points.filter(({ at }) => at >= from && at <= now);
  const low = Math.floor(Math.log10(Math.max(1, Math.min(100, ...shown.map(({ median }) => median)))));
  const high = Math.max(
    low + 1,
    Math.ceil(Math.log10(Math.max(1000, ...shown.map(({ slowest }) => slowest)))),
  );
  /** @param {number} at */
  const x = (at) => margin.left + ((at - from) / spanMs) * (width - margin.left - margin.right);
  /** @param {number} ms */
  const y = (ms) => {
    const share = (Math.log10(Math.max(1, ms)) - low) / (high - low);
    return height - margin.bottom - Math.min(1, Math.max(0, share)) * (height - margin.top - margin.bottom);
  };
  return {
    left: margin.left,
    right: width - margin.right,
    bottom: height - margin.bottom,
    marks: shown.map((point) => ({
      x: x(point.at),
      median: y(point.median),
      p95: y(point.p95),
      slowest: y(point.slowest),
    })),
    levels: Array.from({ length: high - low + 1 }, (_, step) => ({
      ms: 10 ** (low + step),
      y: y(10 ** (low + step)),
    })),
    hours: hoursBetween(from, now).map((at) => ({ at, x: x(at) })),
  };
}

/**
 * The launches of each hour, the latest first.
 *
 * @param {LaunchItem[]} points
 */
export function byHour(points) {
  /** @type {Map<number, LaunchItem[]>} */
  const hours = new Map();
  for (const point of points) {
    const hour = Math.floor(point.at / hourMs) * hourMs;
    hours.set(hour, [...(hours.get(hour) ?? []), point]);
  }
  return [...hours]
    .toSorted(([one], [other]) => other - one)
    .map(([at, minutes]) => {
      const medians = minutes.map(({ median }) => median).toSorted((one, other) => one - other);
      return {
        at,
        count: minutes.reduce((sum, { count }) => sum + count, 0),
        median: medians[Math.floor((medians.length - 1) / 2)] ?? 0,
        slowest: Math.max(...minutes.map(({ slowest }) => slowest)),
      };
    });
}

/**
 * @param {number} from
 * @param {number} to
 */
function hoursBetween(from, to) {
  const first = Math.ceil(from / hourMs) * hourMs;
  return Array.from({ length: Math.floor((to - first) / hourMs) + 1 }, (_, step) => first + step * hourMs);
}
