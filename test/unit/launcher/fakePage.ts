import type { LauncherConfig } from "../../../launcher/config/index.ts";
import { History } from "../../../launcher/history/history.ts";
import { statusPage } from "../../../launcher/page/statusPage.ts";
import type { Page } from "../../../launcher/page/routes.ts";
import type { RunService } from "../../../launcher/runs/service.ts";
import { createLogger } from "../../../launcher/log/logger.ts";
import { config as inForce } from "./silentServer.ts";

/** The status page over a service, and the history that it shows. `file.config` may be changed. */
export function fakePage({ service, config }: { service: RunService; config: LauncherConfig }): {
  page: Page;
  history: History;
  file: { config: LauncherConfig; inForce: typeof inForce };
} {
  const history = new History();
  const file = { config, inForce };
  return { page: statusPage({ service, history, file, logger: createLogger("silent") }), history, file };
}
