import { byId, element, setAttribute, setText } from "./dom.js";
import { duration } from "./format.js";
import { firstExpiry } from "./hostRow.js";

/** @import { State } from "./state.js" */

/** The few numbers at the top. */
export function glance() {
  const list = byId("glance");
  const figures = [
    "Hosts that answer",
    "Live runs",
    "Failures in the last hour",
    "Median launch",
    "Certificates",
  ].map((name) => {
    const value = element("dd");
    list.append(element("div", {}, [element("dt", {}, [name]), value]));
    return value;
  });
  /**
   * @param {State} state
   * @param {number} now
   */
  return (state, now) => {
    for (const [at, { text, tone }] of numbers(state, now).entries()) {
      const value = figures[at];
      if (value === undefined) continue;
      setText(value, text);
      setAttribute(value, "data-tone", tone);
    }
  };
}

/**
 * @param {State} state
 * @param {number} now
 * @returns {{ text: string, tone: string | null }[]}
 */
function numbers({ hosts, runs, failures, launch_total }, now) {
  const all = [...hosts.values()];
  const answering = all.filter(({ state }) => state === "live").length;
  const recent = [...failures.values()].filter(({ at }) => now - at < 3_600_000).length;
  const median = launch_total.get("total")?.median;
  const days = all.flatMap((host) => firstExpiry(host, now)?.days ?? []);
  const least = Math.min(...days);
  return [
    { text: `${answering} of ${all.length}`, tone: answering < all.length ? "bad" : null },
    { text: String(runs.size), tone: null },
    { text: String(recent), tone: recent > 0 ? "warn" : null },
    { text: median === undefined ? "–" : duration(median), tone: null },
    {
      text: days.length === 0 ? "–" : `${least} d left`,
      tone: least < 3 ? "bad" : least < 14 ? "warn" : null,
    },
  ];
}
