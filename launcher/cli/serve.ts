import { join } from "node:path";
import { Metrics } from "../api/metrics.ts";
import { runServer } from "../api/runServer.ts";
import { StatusBoard } from "../api/statusBoard.ts";
import { statusServer } from "../api/statusServer.ts";
import { listenOnSocket } from "../api/unixSocket.ts";
import { launcherConfigWarnings } from "../config/index.ts";
import { DockerodeHost } from "../docker/dockerodeHost.ts";
import { systemClock } from "../runs/clock.ts";
import { Drains } from "../runs/drains.ts";
import { RunService } from "../runs/service.ts";
import { History } from "../history/history.ts";
import { statusPage } from "../page/statusPage.ts";
import { enableTracing } from "../tracing/enable.ts";
import type { LogFields } from "../log/fields.ts";
import { LauncherLog } from "../log/launcherLog.ts";
import { ConfigFile } from "./configFile.ts";
import { drainFile } from "./drainFile.ts";
import { warmListener, watchListener } from "./listeners.ts";
import { listenOnTcp } from "./listen.ts";
import { dagsterHome, socketPath } from "./paths.ts";
import { untilStopped } from "./untilStopped.ts";

/**
 * Serves the adapter until SIGTERM or SIGINT, and follows dagster.yaml and the events of all hosts.
 *
 * @throws LauncherError, LauncherConfigError when it cannot begin.
 */
export async function serve(options: { dagsterHome?: string }): Promise<void> {
  const log = new LauncherLog();
  const home = dagsterHome(options.dagsterHome);
  const file = await ConfigFile.open(join(home, "dagster.yaml"));
  log.configured(file.config);
  for (const { path, message } of launcherConfigWarnings(file.config)) {
    log.loggers.config.warn({ step: "load", path } satisfies LogFields, message);
  }

  const stopTracing = await enableTracing(process.env, file.config.otlp_endpoint, (reason) =>
    log.loggers.api.warn({ step: "trace", reason } satisfies LogFields, "Spans cannot be sent"),
  );
  const metrics = new Metrics();
  const history = new History();
  const service = new RunService({
    config: file.config,
    connect: (host, config) => new DockerodeHost(host, config.request_timeout_seconds),
    drains: await Drains.open(drainFile(join(home, "multihost", "drained.json"))),
    listener: watchListener({ metrics, history }, log.loggers, file.config.container_label_prefix),
    warm: warmListener(log.loggers),
  });
  const closers = await listen({ file, service, metrics, history, home, log });
  service.watch();
  const unfollow = follow(file, service, metrics, log);
  await untilStopped(log.loggers.api);
  unfollow();
  await Promise.all(closers.map((close) => close()));
  service.close();
  await stopTracing();
}

/** What the servers are made of. */
type Parts = {
  file: ConfigFile;
  service: RunService;
  metrics: Metrics;
  history: History;
  home: string;
  log: LauncherLog;
};

async function listen(parts: Parts): Promise<(() => Promise<unknown>)[]> {
  const { file, service, metrics, history, home, log } = parts;
  const { config } = file;
  inForce(file, metrics);
  const { api: logger, runs: runsLogger } = log.loggers;
  const runs = runServer({ service, metrics, logger, runsLogger, history, config: () => file.inForce });
  const path = socketPath(home, config);
  await listenOnSocket(runs, path);
  logger.info(
    { step: "listen", socket: path, hosts: file.inForce.hosts } satisfies LogFields,
    "The launcher is listening",
  );
  if (config.status_listen === undefined) return [() => runs.close()];
  const board = new StatusBoard(() => service.hosts(), systemClock);
  const status = statusServer({
    board,
    metrics,
    logger,
    page: statusPage({ service, history, file, logger }),
  });
  await listenOnTcp(status, config.status_listen);
  const { status_listen } = config;
  logger.info({ step: "listen", status_listen } satisfies LogFields, "The status page is listening");
  return [() => runs.close(), () => status.close()];
}

function follow(file: ConfigFile, service: RunService, metrics: Metrics, log: LauncherLog): () => void {
  const logger = log.loggers.config;
  const step = "load";
  return file.follow({
    loaded: (config, warnings, problem) => {
      log.configured(config);
      service.reload(config);
      inForce(file, metrics);
      for (const { path, message } of warnings) logger.warn({ step, path } satisfies LogFields, message);
      if (problem !== undefined) logger.warn({ step } satisfies LogFields, problem);
      const { hosts } = file.inForce;
      logger.info({ step, hosts } satisfies LogFields, "dagster.yaml has changed; it is in force");
    },
    rejected: (err) => {
      metrics.config.rejected();
      logger.error({ step, err }, "dagster.yaml has changed and is not valid; the one before stays in force");
    },
  });
}

function inForce({ config, inForce: { loaded_at } }: ConfigFile, metrics: Metrics): void {
  metrics.config.loaded(Date.parse(loaded_at));
  metrics.host.configured(config);
}
