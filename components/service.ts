import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { movesWith } from "./movesWith.ts";
import { containerOptions, type ServiceOptions } from "./serviceOptions.ts";

/** A port of a service, published on one address of its host. */
export interface PublishedPort {
  internal: number;
  external?: number;
  /** The host's address to listen on; never all of them. */
  address: string;
}

export interface Healthcheck {
  /** As in a Dockerfile's HEALTHCHECK, `CMD` first. */
  test: string[];
  /** Seconds between two checks, below 60. Default 5. */
  interval?: number;
  /** Whether `up` waits until it succeeds. Default true. */
  wait?: boolean;
}

/** Options of a container; the provider says on which host it is. */
export type OnHost = pulumi.CustomResourceOptions & { provider: pulumi.ProviderResource };

export interface ServiceArgs {
  containerName: string;
  image: docker.RemoteImage;
  command?: string[];
  networkName: pulumi.Input<string>;
  /** Further names of the container on its network. */
  aliases?: string[];
  /** `KEY=VALUE`. Handled as secrets. */
  env?: pulumi.Input<pulumi.Input<string>[]>;
  ports?: PublishedPort[];
  volumes?: docker.types.input.ContainerVolume[];
  labels?: Record<string, pulumi.Input<string>>;
  /** Default: the image's own, not waited for. */
  healthcheck?: Healthcheck;
  /** Further group ids of the process, such as the one that may use the Docker socket. */
  groups?: pulumi.Input<string>[];
  /** Limits, restart policy and log rotation. */
  options?: ServiceOptions;
}

/**
 * A container that is meant to run for ever: started again when it ends and at boot unless its options say otherwise, its log rotated,
 * and `up` fails when its health check does not succeed within two minutes.
 */
export function service(name: string, args: ServiceArgs, opts: OnHost): docker.Container {
  return new docker.Container(
    name,
    {
      name: args.containerName,
      image: args.image.imageId,
      ...(args.command ? { command: args.command } : {}),
      envs: pulumi.secret(args.env ?? []),
      ...containerOptions(args.options ?? {}),
      init: true,
      networksAdvanced: [{ name: args.networkName, aliases: args.aliases ?? [] }],
      ports: (args.ports ?? []).map(({ internal, external, address }) => ({
        internal,
        external: external ?? internal,
        ip: address,
      })),
      volumes: args.volumes ?? [],
      labels: Object.entries({ "dagster-multihost.service": name, ...args.labels }).map(([label, value]) => ({
        label,
        value,
      })),
      ...(args.groups ? { groupAdds: args.groups } : {}),
      ...(args.healthcheck ? healthcheck(args.healthcheck) : {}),
    },
    // Its name and its ports can be held by one container at a time.
    { ...opts, ...movesWith(opts.provider), deleteBeforeReplace: true },
  );
}

/** Durations are written as Go prints them, or the provider would see a change in every `up`. */
function healthcheck({ test, interval = 5, wait = true }: Healthcheck): Partial<docker.ContainerArgs> {
  return {
    healthcheck: { tests: test, interval: `${interval}s`, timeout: "30s", retries: 3, startPeriod: "1m0s" },
    ...(wait ? { wait, waitTimeout: 120 } : {}),
  };
}
