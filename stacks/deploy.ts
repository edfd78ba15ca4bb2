import * as pulumi from "@pulumi/pulumi";
import {
  adminAddress,
  CertificateAuthority,
  ControlPlane,
  DagsterNetwork,
  LauncherConfig,
  Postgres,
  postgresEnv,
  withholdPayloads,
  type PostgresConnection,
  type Rotation,
} from "../components/index.ts";
import type { Observer } from "../components/dockerHost/observe.ts";
import { registryPasswordVariable } from "../components/launcherConfig/hosts.ts";
import { certificateArgs } from "./certificates.ts";
import type { Fleet, FleetHost } from "./fleet/schema.ts";
import { recordUp } from "./lastUp.ts";
import { declareHosts, sshConnections, type DeclaredHost } from "./hosts.ts";
import { declareLocations, locationNamesOf } from "./locations.ts";
import { outputs, type StackOutputs } from "./outputs.ts";
import { runContainerKwargs } from "./runContainerKwargs.ts";

/**
 * Declares everything that a fleet describes.
 *
 * @param observer How hosts are looked at. Default: over SSH and TLS; tests bring their own.
 * @param rotation What the last completed `up` reached with the CA. Default: this is the first one.
 */
export function deploy(fleet: Fleet, observer?: Observer, rotation?: Rotation): StackOutputs {
  withholdPayloads();
  const { controlPlane } = fleet;
  const ca = new CertificateAuthority("ca", certificateArgs(fleet, rotation));
  const ssh = sshConnections(fleet);
  const hosts = declareHosts(fleet, ssh, ca, observer);
  const home = hosts.get(controlPlane.host);
  if (!home) throw new TypeError(`${controlPlane.host} is no Docker host`); // fleet/rules.ts keeps this from happening

  const network = new DagsterNetwork("control-plane", {
    host: home.docker,
    ssh: home.ssh,
    networkName: "dagster_control_plane",
  });
  const postgres = declarePostgres(fleet, home, network);
  const locations = declareLocations(fleet, hosts, ssh, postgresEnv(postgres));

  const config = new LauncherConfig("launcher", {
    hosts: [...hosts.values()]
      .filter(({ fleet: { name } }) => name !== controlPlane.host || locationNamesOf(fleet, name).length > 0)
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
        labels: host.labels,
        ...(host.registry ? { registry: { url: host.registry.url, username: host.registry.username } } : {}),
      })),
    locations: [
      ...locations.map(({ name, component }) => ({ locationName: name, grpcAddress: component.grpcAddress })),
      { locationName: "admin", grpcAddress: adminAddress },
    ],
    envVars: controlPlane.envVars,
    postgresPort: postgres.port,
    statusPort: controlPlane.statusPort,
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
  });

  const plane = new ControlPlane("control-plane", {
    host: home.docker,
    ssh: home.ssh,
    network,
    image: controlPlane.image,
    postgres,
    config,
    credentials: {
      client: ca.issueClient("launcher"),
      ssh: [...hosts.values()].flatMap(({ docker: { launcherSshKey }, ssh }) =>
        launcherSshKey ? [{ ssh, privateKey: launcherSshKey }] : [],
      ),
    },
    webserverPort: controlPlane.webserverPort,
    statusPort: controlPlane.statusPort,
    admin: Object.fromEntries(Object.entries(controlPlane.admin).filter(([, cron]) => cron !== undefined)),
    launcherEnv: launcherEnv(fleet),
    before: [
      ...locations.map(({ component }) => component),
      ...[...hosts.values()].flatMap(({ objects }) => objects),
    ],
    services: controlPlane.services,
    ...(observer ? { observer } : {}),
  });
  const declared = outputs({ fleet, ca, hosts, locations, plane, config });
  recordUp(
    {
      rotation: ca.rotation,
      hosts: namesOf(fleet.hosts),
      gone: namesOf(fleet.hosts.filter(({ gone }) => gone)),
    },
    pulumi.all([declared.hosts, declared.locations, declared.webserver, declared.launcher]),
  );
  return declared;
}

const namesOf = (hosts: FleetHost[]): string[] => hosts.map(({ name }) => name);

/** What the launcher alone needs to know: the operator's variables and the registries' passwords. */
function launcherEnv(fleet: Fleet): pulumi.Output<string[]> {
  return pulumi.secret([
    ...Object.entries(fleet.controlPlane.environment).map(([key, value]) => `${key}=${value}`),
    ...fleet.hosts.flatMap(({ name, registry }) =>
      registry ? [`${registryPasswordVariable(name)}=${registry.password}`] : [],
    ),
  ]);
}

/** Dagster's database: a container on the control plane, or one that is there already. */
function declarePostgres(fleet: Fleet, home: DeclaredHost, network: DagsterNetwork): PostgresConnection {
  const { postgres } = fleet.controlPlane;
  if ("internal" in postgres) {
    const { networkName } = network;
    return new Postgres("postgres", {
      host: home.docker,
      ssh: home.ssh,
      networkName,
      ...postgres.internal,
      service: fleet.controlPlane.services.postgres,
    });
  }
  const { password, ...rest } = postgres.external;
  return { ...rest, password: pulumi.secret(password), ready: [] };
}
