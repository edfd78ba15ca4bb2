import type * as pulumi from "@pulumi/pulumi";
import { adminAddress, LauncherConfig } from "../components/index.ts";
import type { Fleet } from "./fleet/schema.ts";
import type { DeclaredHost } from "./hosts.ts";
import { locationNamesOf, type DeclaredLocation } from "./locations.ts";
import { runContainerKwargs } from "./runContainerKwargs.ts";

/** dagster.yaml and workspace.yaml of a fleet. A control plane without locations of its own is no host of the launcher's. */
export function declareLauncherConfig(
  fleet: Fleet,
  hosts: Map<string, DeclaredHost>,
  locations: DeclaredLocation[],
  postgresPort: number,
  opts: pulumi.ComponentResourceOptions,
): LauncherConfig {
  const { controlPlane } = fleet;
  return new LauncherConfig(
    "launcher",
    {
      hosts: [...hosts.values()]
        .filter(
          ({ fleet: { name } }) => name !== controlPlane.host || locationNamesOf(fleet, name).length > 0,
        )
        .map(({ fleet: host, docker, networks }) => ({
          name: host.name,
          dockerUrl: docker.dockerUrl,
          access: docker.access,
          locationNames: locationNamesOf(fleet, host.name),
          networks,
          envVars: host.envVars,
          containerKwargs: runContainerKwargs(host),
          weight: host.weight,
          capacity: host.capacity,
          warmWorkers: host.warmWorkers,
          warmWorkersMost: host.warmWorkersMost,
          labels: host.labels,
          ...(host.registry
            ? { registry: { url: host.registry.url, username: host.registry.username } }
            : {}),
        })),
      locations: [
        ...locations.map(({ name, component }) => ({
          locationName: name,
          grpcAddress: component.grpcAddress,
        })),
        { locationName: "admin", grpcAddress: adminAddress },
      ],
      envVars: controlPlane.envVars,
      postgresPort,
      statusPort: controlPlane.statusPort,
      ...pages(fleet),
      ...(controlPlane.statusLogs === undefined ? {} : { statusLogs: controlPlane.statusLogs }),
      launcher: controlPlane.launcher,
      computeLogs: controlPlane.computeLogs,
      runQueue: controlPlane.runQueue,
      runMonitoring: controlPlane.runMonitoring,
      runRetries: controlPlane.runRetries,
      ...(controlPlane.runContainerKwargsAllowed === undefined
        ? {}
        : { runContainerKwargsAllowed: controlPlane.runContainerKwargsAllowed }),
      ...(controlPlane.maxConcurrentRuns === undefined
        ? {}
        : { maxConcurrentRuns: controlPlane.maxConcurrentRuns }),
    },
    opts,
  );
}

/** Where web interface and status page will be: known before they are there, from the description alone. */
function pages({ controlPlane, hosts }: Fleet): { webserverUrl?: string; statusUrl?: string } {
  const home = hosts.find(({ name }) => name === controlPlane.host);
  if (home === undefined) return {};
  const address = home.address.includes(":") ? `[${home.address}]` : home.address;
  const { webserverPort, statusPort } = controlPlane;
  return { webserverUrl: `http://${address}:${webserverPort}`, statusUrl: `http://${address}:${statusPort}` };
}
