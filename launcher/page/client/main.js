import { announcer } from "./announce.js";
import { byId, setAttribute, setLink, setText } from "./dom.js";
import { failureRow } from "./failureRow.js";
import { clock } from "./format.js";
import { glance } from "./glance.js";
import { hostRow } from "./hostRow.js";
import { latencyFigure } from "./latency.js";
import { logPanel } from "./log.js";
import { keyedRows, matches } from "./rows.js";
import { runRow } from "./runRow.js";
import { applied, nothing } from "./state.js";
import { follow } from "./stream.js";

let state = nothing();
let isFresh = true;
/** The launcher's clock less this machine's, in milliseconds. */
let offset = 0;
let heardAt = Date.now();

const announce = announcer();
const showGlance = glance();
const showLatency = latencyFigure();
const log = logPanel();
const parts = { runUrl, logButton: log.button };
const showHosts = keyedRows(byId("host-rows"), byId("hosts-title"), hostRow);
const showRuns = keyedRows(byId("run-rows"), byId("runs-title"), () => runRow(parts));
const showFailures = keyedRows(byId("failure-rows"), byId("failures-title"), () => failureRow(parts));
const hostFilter = /** @type {HTMLInputElement} */ (byId("host-filter"));
const runFilter = /** @type {HTMLInputElement} */ (byId("run-filter"));
for (const input of [hostFilter, runFilter]) input.addEventListener("input", show);

follow({
  fresh: () => (isFresh = true),
  changed: ({ at, sections }) => {
    state = applied(isFresh ? nothing() : state, sections);
    isFresh = false;
    heard(at);
    show();
  },
  beat: heard,
  stale: (reason) =>
    connection("stale", `Out of date: ${reason}. Shown is ${clock(heardAt, Date.now())}; trying again.`),
});
// Ages grow by themselves.
setInterval(show, 1000);

/** @param {number} at */
function heard(at) {
  offset = at - Date.now();
  heardAt = Date.now();
  connection("live", "Live");
}

/**
 * @param {string} name
 * @param {string} words
 */
function connection(name, words) {
  setText(byId("connection"), words);
  setAttribute(byId("connection"), "data-state", name);
  document.body.classList.toggle("stale", name === "stale");
}

function show() {
  const now = Date.now() + offset;
  const launcher = state.launcher.get("launcher");
  if (launcher === undefined) return;
  showHead(launcher);
  showGlance(state, now);
  announce(state.hosts);
  const hosts = [...state.hosts].filter(([name, { locations, labels, state: how, drained_since: drained }]) =>
    matches(hostFilter.value, [
      name,
      ...locations,
      ...Object.values(labels),
      how,
      drained === null ? "" : "drained",
    ]),
  );
  showHosts(
    hosts.toSorted(([, one], [, other]) => urgency(one) - urgency(other)),
    now,
  );
  byId("no-hosts").hidden = hosts.length > 0;
  const runs = [...state.runs].filter(([, run]) =>
    matches(runFilter.value, [
      run.run_id,
      run.job_name,
      run.location_name,
      run.host_name,
      run.image,
      run.status,
    ]),
  );
  showRuns(
    runs.toSorted(([, one], [, other]) => (other.since ?? now) - (one.since ?? now)),
    now,
  );
  byId("no-runs").hidden = runs.length > 0;
  showFailures([...state.failures], now);
  byId("no-failures").hidden = state.failures.size > 0;
  showLatency([...state.launches.values()], state.launch_total.get("total") ?? null, now);
}

/** @param {import("../schemas.ts").LauncherItem} launcher */
function showHead({ version, webserver_url: webserver, config_error: error, logs }) {
  const lost = [...state.hosts.values()].filter(({ state: how }) => how === "lost").length;
  document.title = lost > 0 ? `${lost} lost – Fleet status` : "Fleet status";
  setLink(byId("dagster"), webserver);
  byId("dagster").hidden = webserver === null;
  setText(byId("config-error"), error ?? "");
  byId("config-error").hidden = error === null;
  setText(byId("footer"), `dagster-multihost ${version}`);
  log.allow(logs);
}

/**
 * What is wrong comes first.
 *
 * @param {import("../schemas.ts").HostItem} host
 */
function urgency({ state: how, drained_since: drained }) {
  const place = ["lost", "silent", "starting"].indexOf(how);
  return place === -1 ? (drained === null ? 4 : 3) : place;
}

/** @param {string} runId */
function runUrl(runId) {
  const url = state.launcher.get("launcher")?.webserver_url ?? null;
  return url === null ? null : `${url.replace(/\/+$/, "")}/runs/${encodeURIComponent(runId)}`;
}
