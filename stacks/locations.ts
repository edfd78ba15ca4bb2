import * as pulumi from "@pulumi/pulumi";
import {
  CodeLocation,
  CodeLocationProcess,
  type ContainerContext,
  type Definitions,
  type SshConnection,
} from "../components/index.ts";
import { readSource } from "./fleet/source.ts";
import type { Fleet, FleetLocation } from "./fleet/schema.ts";
import { volumeMount } from "./hostObjects.ts";
import type { DeclaredHost } from "./hosts.ts";
import { withGpus } from "./runContainerKwargs.ts";

/** A code location of the fleet with what was declared for it. */
export interface DeclaredLocation {
  name: string;
  /** The hosts on which its runs are placed; for a bare process, where it runs. */
  hosts: string[];
  component: CodeLocation | CodeLocationProcess;
}

/** The names of the locations whose runs the launcher may place on a Docker host. */
export function locationNamesOf(fleet: Fleet, hostName: string): string[] {
  return fleet.locations
    .filter(({ hosts, launcher }) => launcher === "docker" && hosts?.includes(hostName))
    .map(({ name }) => name);
}

/**
 * Declares the code locations of the fleet, in its order.
 *
 * @param postgresEnv `KEY=VALUE`: sensors and schedules in a code location use Dagster's database.
 */
export function declareLocations(
  fleet: Fleet,
  hosts: Map<string, DeclaredHost>,
  ssh: Map<string, SshConnection>,
  postgresEnv: pulumi.Output<string[]>,
): DeclaredLocation[] {
  return fleet.locations.map((location) => {
    const env = postgresEnv.apply((postgres) => [...postgres, ...values(fleet, location.envVars)]);
    const component = location.process
      ? declareProcess(location, location.process, ssh, env)
      : declareContainers(location, hosts, env);
    return { name: location.name, hosts: location.hosts ?? [location.process?.host ?? ""], component };
  });
}

function declareContainers(
  location: FleetLocation,
  hosts: Map<string, DeclaredHost>,
  env: pulumi.Output<string[]>,
): CodeLocation {
  const [first, ...rest] = (location.hosts ?? []).flatMap((name) => hosts.get(name) ?? []);
  if (!first) throw new TypeError(`${location.name}: unchecked location`);
  const { image, build } = location;
  return new CodeLocation(
    location.name,
    {
      locationName: location.name,
      hosts: [first.docker, ...rest.map(({ docker }) => docker)],
      address: first.fleet.address,
      networkName: first.network.networkName,
      ...(image === undefined ? {} : { image }),
      ...(build === undefined ? {} : { build }),
      definitions: definitions(location),
      port: location.port,
      env,
      containerContext: containerContext(location),
      volumes: first.fleet.volumes.map(volumeMount),
      service: location.service,
    },
    { dependsOn: first.objects },
  );
}

/** The options of a location's run containers; its GPUs are one of them. */
function containerContext({ containerContext: context, gpus }: FleetLocation): ContainerContext {
  return { ...context, containerKwargs: withGpus(context?.containerKwargs ?? {}, gpus) };
}

function declareProcess(
  location: FleetLocation,
  process: NonNullable<FleetLocation["process"]>,
  ssh: Map<string, SshConnection>,
  env: pulumi.Output<string[]>,
): CodeLocationProcess {
  const connection = ssh.get(process.host);
  if (!connection) throw new TypeError(`${location.name}: unchecked location`);
  return new CodeLocationProcess(location.name, {
    locationName: location.name,
    ssh: connection,
    executable: process.executable,
    user: process.user,
    files: readSource(process.source),
    definitions: definitions(location),
    port: location.port,
    env,
  });
}

function definitions({ module, file = "" }: FleetLocation): Definitions {
  return module === undefined ? { file } : { module };
}

/** `KEY` entries with the value that the fleet gives them; those of Postgres are there already. */
function values(fleet: Fleet, envVars: string[]): string[] {
  const { environment } = fleet.controlPlane;
  return envVars.flatMap((entry) => {
    if (entry.includes("=")) return [entry];
    const value = environment[entry];
    return value === undefined ? [] : [`${entry}=${value}`];
  });
}
