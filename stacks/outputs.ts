import * as pulumi from "@pulumi/pulumi";
import {
  adminAddress,
  CodeLocation,
  type CertificateAuthority,
  type ControlPlane,
  type LauncherConfig,
} from "../components/index.ts";
import type { LauncherConfigInput } from "../launcher/config/index.ts";
import type { Fleet } from "./fleet/schema.ts";
import type { DeclaredHost } from "./hosts.ts";
import type { DeclaredLocation } from "./locations.ts";

export interface HostStatus {
  name: string;
  url: string;
  access: string;
  dockerVersion: string;
  /** When its server certificate ends, RFC 3339; null without TLS. */
  certificateExpiry: string | null;
}

export interface LocationStatus {
  name: string;
  hosts: string[];
  grpcAddress: string;
  /** Null for a bare process. */
  image: string | null;
}

/** What the stack tells about itself; never a secret. */
export interface StackOutputs {
  hosts: pulumi.Output<HostStatus[]>;
  locations: pulumi.Output<LocationStatus[]>;
  webserver: pulumi.Output<string>;
  launcher: pulumi.Output<string>;
  launcherConfig: LauncherConfigInput;
  certificateAuthorityExpiry: pulumi.Output<string>;
}

export function outputs(declared: {
  fleet: Fleet;
  ca: CertificateAuthority;
  hosts: Map<string, DeclaredHost>;
  locations: DeclaredLocation[];
  plane: ControlPlane;
  config: LauncherConfig;
}): StackOutputs {
  return {
    hosts: pulumi.all(
      declared.fleet.hosts.map(({ name, address, access }): pulumi.Input<HostStatus> => {
        const docker = declared.hosts.get(name)?.docker;
        if (!docker) {
          return { name, url: `ssh://${address}`, access, dockerVersion: "none", certificateExpiry: null };
        }
        return pulumi
          .all([docker.dockerVersion, docker.certificateExpiry ?? null])
          .apply(([dockerVersion, certificateExpiry]): HostStatus => ({
            name,
            url: docker.dockerUrl,
            access,
            dockerVersion,
            certificateExpiry,
          }));
      }),
    ),
    locations: pulumi.all([
      ...declared.locations.map(({ name, hosts, component }) =>
        pulumi
          .all([component.grpcAddress, component instanceof CodeLocation ? component.image : null])
          .apply(([grpcAddress, image]): LocationStatus => ({ name, hosts, grpcAddress, image })),
      ),
      declared.plane.image.apply((image): LocationStatus => {
        return { name: "admin", hosts: [declared.fleet.controlPlane.host], grpcAddress: adminAddress, image };
      }),
    ]),
    webserver: declared.plane.webserverUrl,
    launcher: declared.plane.launcherUrl,
    launcherConfig: declared.config.config,
    certificateAuthorityExpiry: declared.ca.expiry,
  };
}
