import * as pulumi from "@pulumi/pulumi";
import {
  type CertificateAuthority,
  ControlPlane,
  type DagsterNetwork,
  ExternalPostgres,
  type LauncherConfig,
  Postgres,
  type PostgresConnection,
  registryPasswordVariable,
} from "../components/index.ts";
import type { Observer } from "../components/dockerHost/observe.ts";
import type { Fleet } from "./fleet/schema.ts";
import type { DeclaredHost } from "./hosts.ts";
import type { DeclaredLocation } from "./locations.ts";

/** What the control plane is made of. */
export interface ControlPlaneParts {
  ca: CertificateAuthority;
  hosts: Map<string, DeclaredHost>;
  home: DeclaredHost;
  network: DagsterNetwork;
  postgres: PostgresConnection;
  locations: DeclaredLocation[];
  config: LauncherConfig;
  observer?: Observer;
}

/** Dagster's own services, once everything is there that they look for. */
export function declareControlPlane(
  fleet: Fleet,
  parts: ControlPlaneParts,
  opts: pulumi.ComponentResourceOptions,
): ControlPlane {
  const { controlPlane } = fleet;
  const { ca, hosts, home, network, postgres, locations, config, observer } = parts;
  return new ControlPlane(
    "control-plane",
    {
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
    },
    opts,
  );
}

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
export function declarePostgres(
  fleet: Fleet,
  home: DeclaredHost,
  network: DagsterNetwork,
  opts: pulumi.ComponentResourceOptions,
): PostgresConnection {
  const { postgres, image } = fleet.controlPlane;
  const { networkName } = network;
  if ("internal" in postgres) {
    return new Postgres(
      "postgres",
      {
        host: home.docker,
        ssh: home.ssh,
        networkName,
        ...postgres.internal,
        service: fleet.controlPlane.services.postgres,
      },
      opts,
    );
  }
  return new ExternalPostgres(
    "postgres",
    { dockerHost: home.docker, ssh: home.ssh, networkName, image, ...postgres.external },
    opts,
  );
}
