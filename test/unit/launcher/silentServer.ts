import { createLogger } from "../../../launcher/api/logger.ts";
import { Metrics } from "../../../launcher/api/metrics.ts";
import { runServer } from "../../../launcher/api/runServer.ts";
import type { RunService } from "../../../launcher/runs/service.ts";

/** The launcher's API over a service, with metrics of its own and without a log; it listens nowhere yet. */
export function silentServer(service: RunService): ReturnType<typeof runServer> {
  const config = { digest: "d", hosts: ["b"] };
  return runServer({ service, metrics: new Metrics(), logger: createLogger("silent"), config });
}
