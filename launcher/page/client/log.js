import { byId, element, setAttribute, setText } from "./dom.js";
import { plainText } from "./ansi.js";
import { shortId } from "./format.js";

/**
 * @typedef {{ run_id: string | null, container_id: string | null, host_name: string | null, label?: string }} Target
 * @typedef {() => { element: HTMLElement, update: (target: Target) => void }} LogButton
 */

/** Older text is dropped, so that a page that is left open for days stays light. */
const mostCharacters = 400_000;
const retryMs = 2_000;

/** The panel that shows the log of one run and follows it. */
export function logPanel() {
  const panel = byId("log");
  const title = byId("log-title");
  const state = byId("log-state");
  const view = byId("log-text");
  const follow = /** @type {HTMLInputElement} */ (byId("log-follow"));
  const text = document.createTextNode("");
  view.append(text);
  /** @type {{ key: string | null, opener: HTMLElement, stop: AbortController } | undefined} */
  let open;
  let allowed = true;
  /** @type {WeakMap<Element, Target>} What each button opens. */
  const targets = new WeakMap();

  const toEnd = () => {
    if (follow.checked) view.scrollTop = view.scrollHeight;
  };
  let pending = "";
  /** @param {string} piece */
  const append = (piece) => {
    if (pending === "") requestAnimationFrame(flush);
    pending += piece;
  };
  const flush = () => {
    text.appendData(pending);
    pending = "";
    if (text.length > mostCharacters) text.deleteData(0, text.length - mostCharacters / 2);
    toEnd();
  };
  /** @param {Element} button */
  const update = (button) => {
    const key = keyOf(targets.get(button));
    setAttribute(button, "hidden", allowed && key !== null ? null : "");
    setAttribute(button, "aria-expanded", String(key !== null && open?.key === key));
  };
  const show = () => {
    for (const button of document.querySelectorAll("button[aria-controls=log]")) update(button);
  };
  const close = () => {
    open?.stop.abort();
    const opener = open?.opener;
    open = undefined;
    panel.hidden = true;
    document.body.classList.remove("has-log");
    show();
    if (opener?.isConnected) opener.focus();
    else byId("runs-title").focus();
  };
  /**
   * @param {Target} target
   * @param {HTMLElement} opener
   */
  const start = (target, opener) => {
    open?.stop.abort();
    const stop = new AbortController();
    open = { key: keyOf(target), opener, stop };
    setText(title, `Log of run ${shortId(target.run_id ?? "")} on ${target.host_name ?? ""}`);
    follow.checked = true;
    panel.hidden = false;
    document.body.classList.add("has-log");
    show();
    title.focus();
    void read(target, stop.signal, {
      begin: () => {
        pending = "";
        text.data = "";
      },
      append,
      say: (words) => setText(state, words),
    });
  };

  byId("log-close").addEventListener("click", close);
  panel.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") close();
  });
  follow.addEventListener("change", toEnd);
  view.addEventListener("scroll", () => {
    const atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 24;
    if (follow.checked !== atEnd) follow.checked = atEnd;
  });

  return {
    /** @param {boolean} logs Whether the launcher shows logs. */
    allow(logs) {
      if (logs === allowed) return;
      allowed = logs;
      show();
    },
    /** @type {LogButton} */
    button() {
      const button = element("button", { type: "button", "aria-controls": "log" }, ["Log"]);
      button.addEventListener("click", () => {
        const target = targets.get(button);
        if (target === undefined) return;
        if (open !== undefined && open.key === keyOf(target)) close();
        else start(target, button);
      });
      return {
        element: button,
        update(target) {
          targets.set(button, target);
          setAttribute(button, "aria-label", target.label ?? "Log");
          update(button);
        },
      };
    },
  };
}

/**
 * What tells containers apart; null when there is none.
 *
 * @param {Target | undefined} target
 */
function keyOf(target) {
  return target?.container_id == null ? null : `${target.host_name} ${target.container_id}`;
}

/**
 * Reads a log until it ends; begins anew when the connection breaks.
 *
 * @param {Target} target
 * @param {AbortSignal} signal
 * @param {{ begin: () => void, append: (text: string) => void, say: (words: string) => void }} to
 */
async function read(target, signal, to) {
  const query = new URLSearchParams({
    host_name: target.host_name ?? "",
    container_id: target.container_id ?? "",
  });
  const url = `v1/status/runs/${encodeURIComponent(target.run_id ?? "")}/logs?${query}`;
  while (!signal.aborted) {
    try {
      to.say("Opening…");
      const answer = await fetch(url, { signal });
      if (!answer.ok || answer.body === null) {
        to.say((await answer.json()).error.message);
        return;
      }
      to.begin();
      to.say("Following");
      const plain = plainText();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read())
        to.append(plain(part.value));
      to.say("The log has ended");
      return;
    } catch {
      if (signal.aborted) return;
      to.say("The connection was lost; trying again");
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
