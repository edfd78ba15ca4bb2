import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../dockerHost/index.ts";
import { service } from "../service.ts";
import { grpcServerCommand, healthProgram, type Definitions } from "./grpcServer.ts";
import { pinnedReference, pulledImage } from "./image.ts";

export type { Definitions } from "./grpcServer.ts";

export interface CodeLocationArgs {
  /** The code location's name in Dagster. */
  locationName: string;
  /** The hosts on which its runs may be placed. The gRPC server runs on the first; the image is pulled on all. */
  hosts: [DockerHost, ...DockerHost[]];
  /** The first host's address: the gRPC port is published there and nowhere else. */
  address: string;
  networkName: pulumi.Input<string>;
  /** The image with Dagster and the code, for the gRPC server and for the runs. */
  image: pulumi.Input<string>;
  definitions: Definitions;
  /** Default 4000. */
  port?: number;
  /** `KEY=VALUE`, for the gRPC server. Handled as secrets. */
  env?: pulumi.Input<pulumi.Input<string>[]>;
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
    const [image] = args.hosts.map((host, index) =>
      pulledImage(index === 0 ? name : `${name}-${index}`, args.image, host, this),
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
          .apply(([env, ref]) => [...env, `DAGSTER_CURRENT_IMAGE=${ref}`]),
        ports: [{ internal: port, address: args.address }],
        healthcheck: { test: ["CMD", "python", "-c", healthProgram(port)] },
      },
      { parent: this, provider: args.hosts[0].provider },
    );
    this.grpcAddress = server.id.apply(() => `${args.address}:${port}`);
    this.registerOutputs({ grpcAddress: this.grpcAddress, image: this.image });
  }
}
