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
import { daysLeft, hostStatus, type HostStatus } from "./hostStatus.ts";
import type { DeclaredLocation } from "./locations.ts";
import { hostRenewals, nextRenewal } from "./renewals.ts";

export type { HostStatus } from "./hostStatus.ts";

export interface AuthorityStatus {
  /** The CA that issues certificates. */
  signer: string;
  /** The CAs that are trusted; several while one is being replaced by another. */
  trusted: string[];
  /** When its certificate ends, RFC 3339. */
  expiry: string;
  daysLeft: number;
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
  certificateAuthority: pulumi.Output<AuthorityStatus>;
  /** The day from which on an `up` renews a certificate, and whose: `2027-04-18 (host-b)`. */
  nextCertificateRenewal: string;
}

export function outputs(declared: {
  fleet: Fleet;
  ca: CertificateAuthority;
  hosts: Map<string, DeclaredHost>;
  locations: DeclaredLocation[];
  plane: ControlPlane;
  config: LauncherConfig;
}): StackOutputs {
  const { ca, plane } = declared;
  const hosts = hostStatus(declared.fleet, declared.hosts);
  return {
    hosts,
    locations: pulumi.all([
      ...declared.locations.map(({ name, hosts, component }) =>
        pulumi
          .all([component.grpcAddress, component instanceof CodeLocation ? component.image : null])
          .apply(([grpcAddress, image]): LocationStatus => ({ name, hosts, grpcAddress, image })),
      ),
      plane.image.apply((image): LocationStatus => {
        return { name: "admin", hosts: [declared.fleet.controlPlane.host], grpcAddress: adminAddress, image };
      }),
    ]),
    webserver: plane.webserverUrl,
    launcher: plane.launcherUrl,
    launcherConfig: declared.config.config,
    certificateAuthorityExpiry: ca.expiry,
    nextCertificateRenewal: nextRenewal(hostRenewals(declared.hosts)),
    certificateAuthority: ca.expiry.apply((expiry) => {
      const { signer, trusted } = ca.rotation;
      return { signer, trusted, expiry, daysLeft: daysLeft(expiry) };
    }),
  };
}
