/** The connection to the launcher: server-sent events, which come back by themselves. */

/** The launcher gives a sign of life every 2 seconds. */
const silenceMs = 5_000;
/** The first change is everything: over a slow link it takes its time, and no sign of life comes meanwhile. */
const firstMs = 30_000;
const retryMs = 2_000;

/**
 * Follows the launcher for good.
 *
 * @param {{
 *   fresh: () => void,
 *   changed: (data: import("../schemas.ts").ChangeData) => void,
 *   stale: (reason: string) => void,
 *   beat: (at: number) => void,
 * }} listener `fresh`: a new connection begins, whose first change is everything. `stale`: what is shown is not up to date.
 */
export function follow(listener) {
  const url = "v1/status/events";
  let heardAt = performance.now();
  let patienceMs = firstMs;
  /** @type {EventSource | undefined} */
  let source;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const connect = () => {
    heardAt = performance.now();
    patienceMs = firstMs;
    source = new EventSource(url);
    source.addEventListener("open", () => listener.fresh());
    source.addEventListener("change", ({ data }) => {
      heardAt = performance.now();
      patienceMs = silenceMs;
      listener.changed(JSON.parse(data));
    });
    source.addEventListener("beat", ({ data }) => {
      heardAt = performance.now();
      listener.beat(JSON.parse(data).at);
    });
    source.addEventListener("error", () => {
      const refused = source?.readyState === EventSource.CLOSED;
      listener.stale("The launcher cannot be reached");
      // A refused connection is not tried again by the browser.
      if (refused) void explain(url).then((reason) => again(reason));
    });
  };
  /** @param {string | undefined} reason */
  const again = (reason) => {
    if (reason !== undefined) listener.stale(reason);
    source?.close();
    clearTimeout(timer);
    timer = setTimeout(connect, retryMs * (1 + Math.random()));
  };
  setInterval(() => {
    if (performance.now() - heardAt < patienceMs) return;
    heardAt = performance.now();
    listener.stale("The launcher is silent");
    again(undefined);
  }, 1000);
  connect();
}

/**
 * Why the launcher refuses; undefined when it does not say.
 *
 * @param {string} url
 * @returns {Promise<string | undefined>}
 */
async function explain(url) {
  const stop = new AbortController();
  try {
    const answer = await fetch(url, { signal: stop.signal });
    if (answer.ok) return undefined;
    return (await answer.json()).error.message;
  } catch {
    return undefined;
  } finally {
    stop.abort();
  }
}
