import * as pulumi from "@pulumi/pulumi";
import { comparedOptions } from "./comparedOptions.ts";
import type { Fleet } from "./fleet/schema.ts";
import type { DeclaredHost } from "./hosts.ts";

export interface HostStatus {
  name: string;
  url: string;
  access: string;
  dockerVersion: string;
  /** When its server certificate ends, RFC 3339; null without TLS. */
  certificateExpiry: string | null;
  /** Whole days until then; null without TLS. */
  certificateDaysLeft: number | null;
  /** From when on an `up` renews it, RFC 3339; null without TLS. */
  certificateRenewsAfter: string | null;
  /** Options that `up` sets in its daemon.json, as far as dockerd tells of them; null where dockerd is left as it is. */
  daemonOptions: Record<string, unknown> | null;
}

/** What there is to be told about every host of the fleet, known once its Docker Engine has answered. */
export function hostStatus(fleet: Fleet, declared: Map<string, DeclaredHost>): pulumi.Output<HostStatus[]> {
  const withoutTls = { certificateExpiry: null, certificateDaysLeft: null, certificateRenewsAfter: null };
  return pulumi.all(
    fleet.hosts.map((host): pulumi.Input<HostStatus> => {
      const { name, address, access } = host;
      const docker = declared.get(name)?.docker;
      if (!docker)
        return {
          name,
          url: `ssh://${address}`,
          access,
          dockerVersion: "none",
          daemonOptions: null,
          ...withoutTls,
        };
      return pulumi
        .all([docker.dockerVersion, docker.certificateExpiry ?? ""])
        .apply(([dockerVersion, expiry]): HostStatus => {
          const daemonOptions = comparedOptions(host);
          const status = { name, url: docker.dockerUrl, access, dockerVersion, daemonOptions };
          if (expiry === "") return { ...status, ...withoutTls };
          return {
            ...status,
            certificateExpiry: expiry,
            certificateDaysLeft: daysLeft(expiry),
            certificateRenewsAfter: docker.certificateRenewsAfter ?? null,
          };
        });
    }),
  );
}

/** Whole days until a moment, given as RFC 3339; negative when it has passed. */
export function daysLeft(moment: string, now = Date.now()): number {
  return Math.floor((Date.parse(moment) - now) / 86_400_000);
}
