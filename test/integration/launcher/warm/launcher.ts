import { join } from "node:path";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { createLogger } from "../../../../launcher/log/logger.ts";
import { runServer } from "../../../../launcher/api/runServer.ts";
import { listenOnSocket } from "../../../../launcher/api/unixSocket.ts";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../../launcher/docker/dockerodeHost.ts";
import { RunService } from "../../../../launcher/runs/service.ts";
import type { Deployment } from "./deployment.ts";

/** A launcher without its servers. */
export function runService(deployment: Deployment, ofHost: object = {}, top: object = {}) {
  const { dockerUrl, network, prefix, environment } = deployment;
  const jobs = join(import.meta.dirname, "jobs.py");
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    stop_grace_seconds: 5,
    default_env_vars: environment,
    default_container_kwargs: { volumes: [`${jobs}:/opt/jobs/jobs.py:ro`] },
    ...top,
    docker_hosts: [
      {
        ...{ host_name: "real", docker_url: dockerUrl, location_names: ["etl"], network },
        ...ofHost,
      },
    ],
  });
  const failures: string[] = [];
  const service = new RunService({
    config,
    connect: (host) => new DockerodeHost(host, config.request_timeout_seconds),
    warm: { failed: (_, reason) => failures.push(reason) },
  });
  service.watch();
  return { service, failures };
}

/** A launcher in this process that serves the deployment's driver. */
export async function serveLauncher(deployment: Deployment, ofHost: object = {}, top: object = {}) {
  const { service, failures } = runService(deployment, ofHost, top);
  const inForce = {
    digest: "",
    hosts: ["real"],
    locations: ["etl"],
    ...{ loaded_at: "", error: null, status_url: null, webserver_url: null },
  };
  const server = runServer({
    ...{ service, metrics: new Metrics(), logger: createLogger("silent") },
    config: () => ({ ...inForce, loaded_at: new Date().toISOString() }),
  });
  await listenOnSocket(server, deployment.socket);
  const close = async (): Promise<void> => {
    await server.close();
    service.close();
  };
  return { service, failures, close };
}
