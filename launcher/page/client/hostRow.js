import { element, place, setAttribute, setText } from "./dom.js";
import { age, clock, daysLeft } from "./format.js";

/** @import { HostItem } from "../schemas.ts" */

const states = {
  live: { mark: "●", word: "answers", tone: "good" },
  silent: { mark: "▲", word: "silent", tone: "warn" },
  lost: { mark: "✕", word: "lost", tone: "bad" },
  starting: { mark: "○", word: "not reached yet", tone: "warn" },
};

/** A host that answers is heard of every few seconds. */
const recentMs = 20_000;
/** Certificates are renewed long before. */
const soonDays = 14;

/** @returns {import("./rows.js").Row<HostItem>} */
export function hostRow() {
  const name = place();
  const locations = place("minor");
  const mark = element("span", { "aria-hidden": "true" });
  const word = place();
  const state = element("span", { class: "state" }, [mark, " ", word]);
  const drained = element("span", { class: "tag", "data-tone": "warn" }, ["drained"]);
  const reason = place("minor");
  const load = place();
  const fill = element("i");
  const bar = element("div", { class: "bar", "aria-hidden": "true" }, [fill]);
  const [weight, warm, days, contact] = [place(), place(), place("state"), place()];
  const [warmError, which, lastAt] = [place("minor"), place("minor"), place("minor")];
  const labels = element("td");
  const row = element("tr", {}, [
    element("th", { scope: "row" }, [name, locations]),
    element("td", {}, [state, " ", drained, reason]),
    element("td", { class: "load" }, [load, bar]),
    element("td", { class: "number" }, [weight]),
    element("td", { class: "number" }, [warm, warmError]),
    element("td", { class: "number" }, [days, which]),
    element("td", { class: "number" }, [contact, lastAt]),
    labels,
  ]);

  return {
    row,
    update(host, now) {
      const { tone, mark: symbol, word: text } = states[host.state];
      setText(name, host.host_name);
      setText(locations, host.locations.join(", "));
      setText(mark, symbol);
      setText(word, host.state === "live" ? text : `${text} for ${age(now - host.since)}`);
      setAttribute(state, "data-tone", tone);
      setAttribute(row, "data-tone", host.state === "lost" ? "bad" : null);
      drained.hidden = host.drained_since === null;
      setText(reason, host.reason ?? "");
      showLoad(host, load, bar, fill);
      setText(weight, String(host.weight));
      setText(warm, String(host.warm_idle));
      setText(warmError, host.warm_error ?? "");
      showCertificate(host, now, days, which);
      const { text: ago, at } = heard(host, now);
      setText(contact, ago);
      setText(lastAt, at);
      showLabels(host.labels, labels);
    },
  };
}

/**
 * @param {HostItem} host
 * @param {HTMLElement} text
 * @param {HTMLElement} bar
 * @param {HTMLElement} fill
 */
function showLoad({ running, capacity }, text, bar, fill) {
  const known = running === null ? "unknown" : String(running);
  setText(text, capacity === null ? known : `${known} of ${capacity}`);
  bar.hidden = capacity === null || running === null;
  const share = capacity === null || running === null ? 0 : Math.min(1, running / capacity);
  fill.style.width = `${Math.round(share * 100)}%`;
  setAttribute(fill, "data-tone", share >= 1 ? "warn" : null);
}

/**
 * The certificate that expires first.
 *
 * @param {HostItem} host
 * @param {number} now
 */
export function firstExpiry({ certificates }, now) {
  const known = Object.entries(certificates ?? {}).flatMap(([name, expiry]) =>
    expiry === null ? [] : [{ name, days: daysLeft(expiry, now) }],
  );
  return known.toSorted((one, other) => one.days - other.days).at(0);
}

/**
 * @param {HostItem} host
 * @param {number} now
 * @param {HTMLElement} days
 * @param {HTMLElement} which
 */
function showCertificate(host, now, days, which) {
  const first = firstExpiry(host, now);
  const text = first === undefined ? "–" : first.days < 0 ? "expired" : `${first.days} d`;
  setText(days, text);
  setText(
    which,
    first === undefined ? (host.certificates === null ? "no TLS" : "") : (certificateNames[first.name] ?? ""),
  );
  setAttribute(
    days,
    "data-tone",
    first === undefined || first.days >= soonDays ? null : first.days < 3 ? "bad" : "warn",
  );
}

/** @type {Record<string, string>} */
const certificateNames = { server: "server", client: "client", ca: "authority" };

/**
 * @param {HostItem} host
 * @param {number} now
 */
function heard({ last_contact: at, state }, now) {
  if (at === null) return { text: "never", at: "" };
  if (state === "live" && now - at < recentMs) return { text: "now", at: "" };
  return { text: `${age(now - at)} ago`, at: clock(at, now) };
}

/**
 * @param {Record<string, string>} labels
 * @param {HTMLElement} cell
 */
function showLabels(labels, cell) {
  const texts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (
    cell.childElementCount === texts.length &&
    texts.every((text, at) => cell.children[at]?.textContent === text)
  )
    return;
  cell.replaceChildren(...texts.map((text) => element("span", { class: "tag" }, [text])));
}
