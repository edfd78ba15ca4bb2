import { join } from "node:path";
import type { Logger } from "pino";
import { createLogger } from "../api/logger.ts";
import { Metrics } from "../api/metrics.ts";
import { runServer } from "../api/runServer.ts";
import { StatusBoard } from "../api/statusBoard.ts";
import { statusServer } from "../api/statusServer.ts";
import { listenOnSocket } from "../api/unixSocket.ts";
import { launcherConfigWarnings } from "../config/index.ts";
import type { LauncherConfig } from "../config/index.ts";
import { DockerodeHost } from "../docker/dockerodeHost.ts";
import { systemClock } from "../runs/clock.ts";
import { Drains } from "../runs/drains.ts";
import { RunService } from "../runs/service.ts";
import { History } from "../history/history.ts";
import { statusPage } from "../page/statusPage.ts";
import type { WatchListener } from "../watch/hostWatch.ts";
import { ConfigFile } from "./configFile.ts";
import { drainFile } from "./drainFile.ts";
import { listenOnTcp } from "./listen.ts";
import { dagsterHome, socketPath } from "./paths.ts";
import { untilStopped } from "./untilStopped.ts";

/**
 * Serves the adapter until SIGTERM or SIGINT, and follows dagster.yaml and the events of all hosts.
 *
 * @throws LauncherError, LauncherConfigError when it cannot begin.
 */
export async function serve(options: { dagsterHome?: string }): Promise<void> {
  const logger = createLogger(process.env["DAGSTER_MULTIHOST_LOG_LEVEL"]);
  const home = dagsterHome(options.dagsterHome);
  const file = await ConfigFile.open(join(home, "dagster.yaml"));
  for (const { path, message } of launcherConfigWarnings(file.config)) logger.warn({ path }, message);

  const metrics = new Metrics();
  const history = new History();
  const service = new RunService({
    config: file.config,
    connect: (host, config) => new DockerodeHost(host, config.request_timeout_seconds),
    drains: await Drains.open(drainFile(join(home, "multihost", "drained.json"))),
    listener: watchListener({ metrics, history, logger, prefix: file.config.container_label_prefix }),
    warm: {
      failed: (host_name, reason) => logger.warn({ host_name, reason }, "A warm worker cannot be had"),
    },
  });
  const closers = await listen({ file, service, metrics, history, home, logger });
  service.watch();
  const unfollow = follow(file, service, metrics, logger);
  await untilStopped(logger);
  unfollow();
  await Promise.all(closers.map((close) => close()));
  service.close();
}

/** What the servers are made of. */
type Parts = {
  file: ConfigFile;
  service: RunService;
  metrics: Metrics;
  history: History;
  home: string;
  logger: Logger;
};

async function listen(parts: Parts): Promise<(() => Promise<unknown>)[]> {
  const { file, service, metrics, history, home, logger } = parts;
  const { config } = file;
  inForce(file, metrics);
  const runs = runServer({ service, metrics, logger, history, config: () => file.inForce });
  const path = socketPath(home, config);
  await listenOnSocket(runs, path);
  logger.info({ socket: path, hosts: file.inForce.hosts }, "The launcher is listening");
  if (config.status_listen === undefined) return [() => runs.close()];
  const board = new StatusBoard(() => service.hosts(), systemClock);
  const status = statusServer({
    board,
    metrics,
    logger,
    page: statusPage({ service, history, file, logger }),
  });
  await listenOnTcp(status, config.status_listen);
  logger.info({ status_listen: config.status_listen }, "The status page is listening");
  return [() => runs.close(), () => status.close()];
}

function follow(file: ConfigFile, service: RunService, metrics: Metrics, logger: Logger): () => void {
  return file.follow({
    loaded: (config, warnings, problem) => {
      service.reload(config);
      inForce(file, metrics);
      for (const { path, message } of warnings) logger.warn({ path }, message);
      if (problem !== undefined) logger.warn(problem);
      logger.info({ hosts: file.inForce.hosts }, "dagster.yaml has changed; it is in force");
    },
    rejected: (error) => {
      metrics.config.rejected();
      logger.error(
        { err: error },
        "dagster.yaml has changed and is not valid; the one before stays in force",
      );
    },
  });
}

function inForce({ config, inForce: { loaded_at } }: ConfigFile, metrics: Metrics): void {
  metrics.config.loaded(Date.parse(loaded_at));
  metrics.host.configured(capacities(config));
}

function capacities({ docker_hosts }: LauncherConfig): Map<string, number | null> {
  return new Map(docker_hosts.map(({ host_name, capacity }) => [host_name, capacity ?? null]));
}

type Told = { metrics: Metrics; history: History; logger: Logger; prefix: string };

function watchListener({ metrics, history, logger, prefix }: Told): WatchListener {
  return {
    ended: (host, cause, event) => {
      metrics.ended(host, cause);
      history.ended(host, cause, event, prefix);
    },
    changed: (host_name, state) => {
      history.hostChanged(host_name, state);
      metrics.host.stream(host_name, state.phase === "live");
      if (state.phase === "lost") logger.warn({ host_name, reason: state.error.message }, "Host is lost");
      else logger.info({ host_name, phase: state.phase }, "Host is watched");
    },
  };
}
