import type { Logger } from "pino";
import type { ConfigInForce } from "../api/answers.ts";
import type { LauncherConfig } from "../config/index.ts";
import type { History } from "../history/history.ts";
import type { RunService } from "../runs/service.ts";
import { Certificates } from "./certificates.ts";
import { Feed } from "./feed.ts";
import type { Page } from "./routes.ts";
import { pageSections } from "./sections.ts";

/** What the page is made of. */
export type StatusPageParts = {
  service: RunService;
  history: History;
  /** The configuration, which may change. */
  file: { readonly config: LauncherConfig; readonly inForce: ConfigInForce };
  logger: Pick<Logger, "error">;
};

/** Puts the status page together. */
export function statusPage({ service, history, file, logger }: StatusPageParts): Page {
  const certificates = new Certificates();
  const sources = {
    ...{ history, certificates, config: () => file.config, inForce: () => file.inForce },
    view: () => service.view(),
  };
  return {
    feed: new Feed({
      read: () => pageSections(sources, Date.now()),
      lookCloser: () => service.lookCloser(),
      failed: (err) => logger.error({ err }, "The status page cannot be made"),
    }),
    logs: (target, options) => service.logs(target, options),
    logsAllowed: () => file.config.status_logs,
  };
}
