import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { grpcServerCommand, healthInterval, healthProgram } from "../codeLocation/grpcServer.ts";
import { service, type OnHost, type ServiceArgs } from "../service.ts";
import type { ServiceOptions } from "../serviceOptions.ts";
import { inside } from "./paths.ts";

/** What the containers of the control plane have in common. */
export interface Common {
  image: docker.RemoteImage;
  networkName: pulumi.Output<string>;
  /** `KEY=VALUE`; at least the Postgres variables. */
  env: pulumi.Input<pulumi.Input<string>[]>;
  volumes: docker.types.input.ContainerVolume[];
  /** Limits, restart policies and log rotation, by service. */
  options: ServicesOptions;
  opts: OnHost;
}

/** Options of the control plane's containers. */
export interface ServicesOptions {
  /** Dagster's web interface and GraphQL API. */
  webserver?: ServiceOptions | undefined;
  /** Takes runs from the queue, watches them, and ticks schedules and sensors. */
  daemon?: ServiceOptions | undefined;
  /** The launcher. */
  launcher?: ServiceOptions | undefined;
  /** The admin location. */
  admin?: ServiceOptions | undefined;
}

type ServiceName = keyof ServicesOptions;

/** The gRPC port of the admin location; it is not published. */
export const adminPort = 4266;

const adminAlias = "dagster-admin";

/** The admin location's address on the control plane's own network. */
export const adminAddress = `${adminAlias}:${adminPort}`;

const webserverPort = 3000;

/** Dagster's web interface and GraphQL API. */
export function webserver(
  common: Common,
  configuration: pulumi.Input<string>,
  address: string,
  port: number,
): docker.Container {
  return container("webserver", common, configuration, {
    command: ["dagster-webserver", "-h", "0.0.0.0", "-p", String(webserverPort), "-w", inside.workspace],
    ports: [{ internal: webserverPort, external: port, address }],
    healthcheck: { test: fetches(`http://localhost:${webserverPort}/server_info`), interval: healthInterval },
  });
}

/** Takes runs from the queue, watches them, and ticks schedules and sensors. */
export function daemon(common: Common, configuration: pulumi.Input<string>): docker.Container {
  return container("daemon", common, configuration, {
    command: ["dagster-daemon", "run", "-w", inside.workspace],
    // The check starts Dagster itself, a second of CPU: seldom, and `up` does not wait for it.
    healthcheck: { test: ["CMD", "dagster-daemon", "liveness-check"], interval: 50, wait: false },
  });
}

/** The launcher, with the credentials for every host. It publishes the read-only status port. */
export function launcher(
  common: Common,
  configuration: pulumi.Input<string>,
  address: string,
  port: number,
  extra: Pick<ServiceArgs, "volumes" | "groups" | "env">,
): docker.Container {
  return container("launcher", common, configuration, {
    command: ["dagster-multihost", "serve", "--dagster-home", inside.home],
    ports: [{ internal: port, address }],
    volumes: [...common.volumes, ...(extra.volumes ?? [])],
    env: pulumi
      .all([common.env, extra.env ?? []])
      // For the command line, which is run in this container.
      .apply(([env, more]) => [
        ...env,
        ...more,
        `DAGSTER_WEBSERVER_URL=http://dagster-webserver:${webserverPort}`,
      ]),
    ...(extra.groups ? { groups: extra.groups } : {}),
    healthcheck: { test: fetches(`http://localhost:${port}/healthz`) },
  });
}

/** The admin code location. Its runs go to Dagster's DefaultRunLauncher: they are processes in this container. */
export function adminLocation(common: Common, configuration: pulumi.Input<string>): docker.Container {
  return container("admin", common, configuration, {
    command: grpcServerCommand({ file: inside.admin }, adminPort),
    aliases: [adminAlias],
    healthcheck: { test: ["CMD", "python", "-c", healthProgram(adminPort)], interval: healthInterval },
  });
}

/** @param configuration Changes when a file has changed that the process reads at its start alone. */
function container(
  name: ServiceName,
  common: Common,
  configuration: pulumi.Input<string>,
  args: Partial<ServiceArgs>,
): docker.Container {
  const { image, networkName, env, volumes, options, opts } = common;
  return service(
    name,
    {
      containerName: `dagster-${name}`,
      image,
      networkName,
      env,
      volumes,
      labels: { "dagster-multihost.configuration": configuration },
      options: options[name] ?? {},
      ...args,
    },
    opts,
  );
}

function fetches(url: string): string[] {
  return ["CMD", "python", "-c", `import urllib.request as r; r.urlopen("${url}", timeout=5)`];
}
