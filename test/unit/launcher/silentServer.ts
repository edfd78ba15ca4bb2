import { createLogger } from "../../../launcher/log/logger.ts";
import { Metrics } from "../../../launcher/api/metrics.ts";
import { runServer } from "../../../launcher/api/runServer.ts";
import type { RunService } from "../../../launcher/runs/service.ts";

/** What the launcher says about its configuration. */
export const config = {
  ...{ digest: "d", hosts: ["b", "c", "d", "e"], locations: ["etl"] },
  ...{ loaded_at: "2026-11-21T15:00:00.000Z", error: null },
  ...{ status_url: "http://10.0.1.1:3001", webserver_url: "http://10.0.1.1:3000" },
};

/** The launcher's API over a service, without a log; it listens nowhere yet. */
export function silentServer(service: RunService, metrics = new Metrics()): ReturnType<typeof runServer> {
  return runServer({ service, metrics, logger: createLogger("silent"), config: () => config });
}
