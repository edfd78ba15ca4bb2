import * as pulumi from "@pulumi/pulumi";
import {
  CertificateAuthority,
  DagsterNetwork,
  postgresEnv,
  withholdPayloads,
  type Rotation,
} from "../components/index.ts";
import type { Observer } from "../components/dockerHost/observe.ts";
import { certificateArgs } from "./certificates.ts";
import { declareControlPlane, declarePostgres } from "./controlPlane.ts";
import { declareFirewalls } from "./firewalls.ts";
import type { Fleet, FleetHost } from "./fleet/schema.ts";
import { recordUp } from "./lastUp.ts";
import { declareHosts, sshConnections } from "./hosts.ts";
import { declareLauncherConfig } from "./launcherConfig.ts";
import { declareLocations } from "./locations.ts";
import { outputs, type StackOutputs } from "./outputs.ts";
import { hostRenewals } from "./renewals.ts";
import { summary } from "./summary.ts";

/**
 * Declares everything that a fleet describes.
 *
 * @param observer How hosts are looked at. Default: over SSH and TLS; tests bring their own.
 * @param rotation What the last completed `up` reached with the CA. Default: this is the first one.
 * @param parent   Whose child everything becomes. Default: the stack's.
 */
export function deploy(
  fleet: Fleet,
  observer?: Observer,
  rotation?: Rotation,
  parent?: pulumi.Resource,
): StackOutputs {
  const opts: pulumi.ComponentResourceOptions = parent ? { parent } : {};
  withholdPayloads();
  const { controlPlane } = fleet;
  const ca = new CertificateAuthority("ca", certificateArgs(fleet, rotation), opts);
  const ssh = sshConnections(fleet);
  const firewalls = declareFirewalls(fleet, ssh, observer, opts);
  const hosts = declareHosts(fleet, ssh, ca, firewalls, observer, opts);
  const home = hosts.get(controlPlane.host);
  if (!home) throw new TypeError(`${controlPlane.host} is no Docker host`); // fleet/rules.ts keeps this from happening

  const network = new DagsterNetwork(
    "control-plane",
    { host: home.docker, ssh: home.ssh, networkName: "dagster_control_plane" },
    opts,
  );
  const postgres = declarePostgres(fleet, home, network, opts);
  const locations = declareLocations(fleet, hosts, ssh, postgresEnv(postgres), opts);

  const config = declareLauncherConfig(fleet, hosts, locations, postgres.port, opts);
  const parts = { ca, hosts, home, network, postgres, locations, config, ...(observer ? { observer } : {}) };
  const plane = declareControlPlane(fleet, parts, opts);
  const declared = outputs({ fleet, ca, hosts, locations, plane, config });
  const { hosts: states, locations: places, webserver, launcher, nextCertificateRenewal } = declared;
  const completed = pulumi
    .all([states, places, webserver, launcher])
    .apply(([hosts, locations, webserver, launcher]) => ({
      hosts,
      locations,
      webserver,
      launcher,
      nextCertificateRenewal,
    }));
  recordUp(
    {
      rotation: ca.rotation,
      hosts: namesOf(fleet.hosts),
      gone: namesOf(fleet.hosts.filter(({ gone }) => gone)),
      controlPlane: controlPlane.host,
      certificates: hostRenewals(hosts),
    },
    completed,
    opts,
  );
  completed.apply((status) => void (pulumi.runtime.isDryRun() || pulumi.log.info(summary(status))));
  return declared;
}

const namesOf = (hosts: FleetHost[]): string[] => hosts.map(({ name }) => name);
