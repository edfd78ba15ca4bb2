import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import { createLogger } from "../api/logger.ts";
import { Metrics } from "../api/metrics.ts";
import { runServer } from "../api/runServer.ts";
import { StatusBoard } from "../api/statusBoard.ts";
import { statusServer } from "../api/statusServer.ts";
import { listenOnSocket } from "../api/unixSocket.ts";
import { launcherConfigWarnings, parseLauncherConfig } from "../config/index.ts";
import type { LauncherConfig } from "../config/index.ts";
import { DockerodeHost } from "../docker/dockerodeHost.ts";
import { systemClock } from "../runs/clock.ts";
import { Drains } from "../runs/drains.ts";
import { RunService } from "../runs/service.ts";
import { readRunLauncherConfig } from "./dagsterYaml.ts";
import { drainFile } from "./drainFile.ts";
import { listenOnTcp } from "./listen.ts";
import { dagsterHome, socketPath } from "./paths.ts";
import { untilStopped } from "./untilStopped.ts";

/** Serves until SIGTERM or SIGINT. Contacts no host before a request needs it. */
export async function serve(options: { dagsterHome?: string }): Promise<void> {
  const logger = createLogger(process.env["DAGSTER_MULTIHOST_LOG_LEVEL"]);
  const home = dagsterHome(options.dagsterHome);
  const raw = await readRunLauncherConfig(join(home, "dagster.yaml"));
  const config = parseLauncherConfig(raw);
  for (const { path, message } of launcherConfigWarnings(config)) logger.warn({ path }, message);

  const service = new RunService({
    config,
    connect: (host) => new DockerodeHost(host, config.request_timeout_seconds),
    drains: await Drains.open(drainFile(join(home, "multihost", "drained.json"))),
  });
  const closers = await listen(config, raw, service, home, logger);
  await untilStopped(logger);
  await Promise.all(closers.map((close) => close()));
  service.close();
}

async function listen(
  config: LauncherConfig,
  raw: unknown,
  service: RunService,
  home: string,
  logger: Logger,
): Promise<(() => Promise<unknown>)[]> {
  const metrics = new Metrics();
  const hosts = config.docker_hosts.map(({ host_name }) => host_name);
  const runs = runServer({ service, metrics, logger, config: { digest: digest(raw), hosts } });
  const path = socketPath(home, config);
  await listenOnSocket(runs, path);
  logger.info({ socket: path, hosts }, "The launcher is listening");
  if (config.status_listen === undefined) return [() => runs.close()];
  const board = new StatusBoard(() => service.hosts(), systemClock);
  const status = statusServer({ board, metrics, logger });
  await listenOnTcp(status, config.status_listen);
  logger.info({ status_listen: config.status_listen }, "The status page is listening");
  return [() => runs.close(), () => status.close()];
}

/** Changes with the configuration. Passwords do not go into it. */
function digest(raw: unknown): string {
  const text = JSON.stringify(raw, (key, value: unknown) => (key === "password" ? undefined : value));
  return createHash("sha256").update(text).digest("hex");
}
