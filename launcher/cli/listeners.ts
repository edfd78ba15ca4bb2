import type { Metrics } from "../api/metrics.ts";
import type { History } from "../history/history.ts";
import type { LogFields } from "../log/fields.ts";
import type { Loggers } from "../log/launcherLog.ts";
import { runOf } from "../runs/naming.ts";
import type { WarmListener } from "../warm/hostStock.ts";
import type { WatchListener } from "../watch/hostWatch.ts";

/** Counts and logs the ends of containers, and hosts that are lost and found again. */
export function watchListener(
  { metrics, history }: { metrics: Metrics; history: History },
  { watch }: Loggers,
  prefix: string,
): WatchListener {
  return {
    ended: (host_name, outcome, container) => {
      metrics.ended(host_name, outcome);
      history.ended(host_name, outcome, container, prefix);
      const { runId: run_id, attempt } = runOf(container, prefix) ?? {};
      const fields: LogFields = {
        step: "end",
        run_id,
        attempt,
        host_name,
        container_id: container.id,
        outcome,
      };
      watch[outcome === "ok" ? "info" : "warn"](fields, "Run container ended");
    },
    changed: (host_name, state) => {
      history.hostChanged(host_name, state);
      metrics.host.stream(host_name, state.phase === "live");
      const fields: LogFields = { step: "follow", host_name, phase: state.phase };
      if (state.phase === "lost") {
        const { code, message: reason } = state.error;
        watch.warn({ ...fields, code, reason } satisfies LogFields, "Host is lost");
      } else watch.info(fields, "Host is watched");
    },
  };
}

/** Logs warm workers that cannot be had. */
export function warmListener({ warm }: Loggers): WarmListener {
  return {
    failed: (host_name, reason) =>
      warm.warn({ step: "warm", host_name, reason } satisfies LogFields, "A warm worker cannot be had"),
  };
}
