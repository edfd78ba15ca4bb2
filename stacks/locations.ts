import * as pulumi from "@pulumi/pulumi";
import {
  CodeLocation,
  CodeLocationProcess,
  type ContainerContext,
  type Definitions,
  type RegistryCredentials,
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
  opts: pulumi.ComponentResourceOptions,
): DeclaredLocation[] {
  return fleet.locations.map((location) => {
    const env = postgresEnv.apply((postgres) => [...postgres, ...values(fleet, location.envVars)]);
    const component = location.process
      ? declareProcess(location, location.process, ssh, env, opts)
      : declareContainers(location, hosts, env, opts);
    return { name: location.name, hosts: location.hosts ?? [location.process?.host ?? ""], component };
  });
}

function declareContainers(
  location: FleetLocation,
  hosts: Map<string, DeclaredHost>,
  env: pulumi.Output<string[]>,
  opts: pulumi.ComponentResourceOptions,
): CodeLocation {
  const on = (location.hosts ?? []).flatMap((name) => hosts.get(name) ?? []);
  const [first, ...rest] = on;
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
      ...(build === undefined ? {} : { build: { ...build, registries: registriesOf(on) } }),
      definitions: definitions(location),
      port: location.port,
      env,
      containerContext: containerContext(location),
      volumes: first.fleet.volumes.map(volumeMount),
      service: location.service,
    },
    { ...opts, dependsOn: first.objects },
  );
}

/** The registries of some hosts, each once. */
function registriesOf(hosts: DeclaredHost[]): RegistryCredentials[] {
  const registries = hosts.flatMap(({ fleet: { registry } }) => registry ?? []);
  return [...new Map(registries.map((registry) => [registry.url, registry])).values()].map(
    ({ password, ...registry }) => ({ ...registry, password: pulumi.secret(password) }),
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
  opts: pulumi.ComponentResourceOptions,
): CodeLocationProcess {
  const connection = ssh.get(process.host);
  if (!connection) throw new TypeError(`${location.name}: unchecked location`);
  return new CodeLocationProcess(
    location.name,
    {
      locationName: location.name,
      ssh: connection,
      executable: process.executable,
      user: process.user,
      files: readSource(process.source),
      definitions: definitions(location),
      port: location.port,
      env,
    },
    opts,
  );
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
