import { byId, element, setText } from "./dom.js";
import { duration } from "./format.js";
import { byHour, plot } from "./plot.js";

/** @import { LaunchItem, LaunchTotal } from "../schemas.ts" */

const height = 190;

/** Draws the launches of the last hours, and says in words what the plot shows. */
export function latencyFigure() {
  const box = byId("plot");
  /** @type {{ points: LaunchItem[], total: LaunchTotal | null, now: number } | undefined} */
  let shown;
  const draw = () => {
    if (shown === undefined) return;
    const { points, total, now } = shown;
    const words = inWords(total, points);
    box.replaceChildren(drawing(points, now, Math.max(320, box.clientWidth), words));
    setText(byId("latency-text"), words);
    byId("latency-rows").replaceChildren(...byHour(points).map(hourRow));
    byId("latency-values").hidden = points.length === 0;
  };
  new ResizeObserver(draw).observe(box);
  /**
   * @param {LaunchItem[]} points
   * @param {LaunchTotal | null} total
   * @param {number} now
   */
  return (points, total, now) => {
    // The axis moves once a minute; a new launch is shown at once.
    const same = shown !== undefined && Math.floor(shown.now / 60_000) === Math.floor(now / 60_000);
    if (same && JSON.stringify(shown?.points) === JSON.stringify(points)) return;
    shown = { points, total, now };
    draw();
  };
}

/**
 * @param {LaunchTotal | null} total
 * @param {LaunchItem[]} points
 */
function inWords(total, points) {
  if (total === null) return "No launch in the last six hours.";
  const worst = points.toSorted((one, other) => other.slowest - one.slowest).at(0);
  const when = worst === undefined ? "" : ` at ${time(worst.at)}`;
  return (
    `Last six hours: ${total.count} ${total.count === 1 ? "launch" : "launches"}, from the request until the container is started. ` +
    `Half took at most ${duration(total.median)}, 95 % at most ${duration(total.p95)}, the slowest ${duration(total.slowest)}${when}.`
  );
}

/**
 * @param {LaunchItem[]} points
 * @param {number} now
 * @param {number} width
 * @param {string} words
 */
function drawing(points, now, width, words) {
  const { left, right, bottom, marks, levels, hours } = plot(points, now, { width, height });
  const svg = shape("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": words,
  });
  for (const { ms, y } of levels) {
    svg.append(shape("line", { class: "grid", x1: left, x2: right, y1: y, y2: y }));
    svg.append(shape("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, duration(ms)));
  }
  for (const { at, x } of hours)
    svg.append(shape("text", { x, y: bottom + 16, "text-anchor": "middle" }, time(at)));
  for (const { x, median, p95, slowest } of marks) {
    svg.append(shape("line", { class: "spread", x1: x, x2: x, y1: median, y2: p95 }));
    if (p95 - slowest > 3) svg.append(shape("circle", { class: "slowest", cx: x, cy: slowest, r: 1.6 }));
    svg.append(shape("circle", { class: "median", cx: x, cy: median, r: 2 }));
  }
  return svg;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function shape(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

/** @param {ReturnType<typeof byHour>[number]} hour */
function hourRow({ at, count, median, slowest }) {
  return element("tr", {}, [
    element("th", { scope: "row" }, [time(at)]),
    ...[String(count), duration(median), duration(slowest)].map((text) =>
      element("td", { class: "number" }, [text]),
    ),
  ]);
}

/** @param {number} at */
function time(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
