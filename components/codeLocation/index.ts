import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../dockerHost/index.ts";
import { service } from "../service.ts";
import type { ServiceOptions } from "../serviceOptions.ts";
import { containerVolume, type VolumeMount } from "../volumeMount.ts";
import { containerContextVariable, type ContainerContext } from "./containerContext.ts";
import { grpcServerCommand, healthInterval, healthProgram, type Definitions } from "./grpcServer.ts";
import { imageOn, pinnedReference, type ImageBuild, type ImageSource } from "./image.ts";

export type { ContainerContext } from "./containerContext.ts";
export type { Definitions } from "./grpcServer.ts";
export type { ImageBuild } from "./image.ts";

export interface CodeLocationArgs {
  /**
   * The code location's name in Dagster.
   *
   * @example "etl_pipelines"
   */
  locationName: string;
  /**
   * The hosts on which its runs may be placed: a pool when there are several. The gRPC server runs on the first; the image
   * is pulled, or built, on all.
   *
   * @example [hostB, hostC]
   */
  hosts: [DockerHost, ...DockerHost[]];
  /**
   * The first host's address: the gRPC port is published there and nowhere else.
   *
   * @example "10.0.1.2"
   */
  address: string;
  /**
   * The network of the gRPC server's container on the first host.
   *
   * @example network.networkName
   */
  networkName: pulumi.Input<string>;
  /**
   * The image with Dagster and the code, for the gRPC server and for the runs. One of `image` and `build` must be given.
   *
   * @default none
   * @example "registry.example.org/etl:42"
   */
  image?: pulumi.Input<string>;
  /**
   * Instead of `image`: the image is built on each host by its own dockerd, anew when a file of the context changes.
   *
   * @default none
   * @example { context: "./etl", args: { PYTHON: "3.12" } }
   */
  build?: ImageBuild;
  /**
   * Where the definitions are: a Python module, or a file in the image.
   *
   * @example { module: "etl_pipelines" }
   */
  definitions: Definitions;
  /**
   * The gRPC server's port. Locations on one host need different ones.
   *
   * @default 4000
   * @example 4001
   */
  port?: number;
  /**
   * Variables of the gRPC server, `KEY=VALUE`. Handled as secrets.
   *
   * @default none
   * @example ["WAREHOUSE_HOST=10.0.1.50"]
   */
  env?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Options of the location's run containers, over those of the host.
   *
   * @default none
   * @example { containerKwargs: { mem_limit: "8g" } }
   */
  containerContext?: ContainerContext;
  /**
   * Volumes of the first host that are mounted in the gRPC server's container.
   *
   * @default none
   * @example [{ name: "datasets", path: "/data", readOnly: true }]
   */
  volumes?: VolumeMount[];
  /**
   * Limits, restart policy and log rotation of the gRPC server's container.
   *
   * @default no limits, `unless-stopped`, three log files of 10 MiB
   * @example { memory: "1g", cpus: 0.5 }
   */
  service?: ServiceOptions;
}

/** A code location's gRPC server as a container, with a health check and a restart policy. */
export class CodeLocation extends pulumi.ComponentResource {
  readonly locationName: string;
  /** `HOST:PORT` that the webserver and the daemon dial, known once the server serves. */
  readonly grpcAddress: pulumi.Output<string>;
  /** The image of the location's runs, pinned by digest where it came from a registry. */
  readonly image: pulumi.Output<string>;

  constructor(name: string, args: CodeLocationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:CodeLocation", name, {}, opts);
    const port = args.port ?? 4000;
    const source = imageSource(name, args);
    const [image] = args.hosts.map((host, index) =>
      imageOn(index === 0 ? name : `${name}-${index}`, source, host, this),
    );
    if (image === undefined) throw new TypeError(`${name}: a code location needs a host`);
    this.locationName = args.locationName;
    this.image = pinnedReference(image);
    const server = service(
      name,
      {
        containerName: `dagster-location-${args.locationName}`,
        image,
        command: grpcServerCommand(args.definitions, port),
        networkName: args.networkName,
        // Dagster hands this on as the image of the location's runs.
        env: pulumi
          .all([args.env ?? [], this.image])
          .apply(([env, ref]) => [
            ...env,
            `DAGSTER_CURRENT_IMAGE=${ref}`,
            ...containerContextVariable(args.containerContext ?? {}),
          ]),
        ports: [{ internal: port, address: args.address }],
        volumes: (args.volumes ?? []).map(containerVolume),
        healthcheck: { test: ["CMD", "python", "-c", healthProgram(port)], interval: healthInterval },
        options: args.service ?? {},
      },
      { parent: this, provider: args.hosts[0].provider },
    );
    this.grpcAddress = server.id.apply(() => `${args.address}:${port}`);
    this.registerOutputs({ grpcAddress: this.grpcAddress, image: this.image });
  }
}

function imageSource(name: string, { locationName, image, build }: CodeLocationArgs): ImageSource {
  if (image !== undefined && build === undefined) return { reference: image };
  // Repositories of images have lower-case names.
  if (build !== undefined && image === undefined)
    return { name: `dagster-multihost/${locationName.toLowerCase()}`, build };
  throw new TypeError(`${name}: a code location needs either image or build`);
}
