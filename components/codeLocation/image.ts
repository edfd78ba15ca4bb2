import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../dockerHost/index.ts";

/**
 * An image on a host, pulled when it is not there. It stays on destroy: other containers may use it.
 *
 * @param reference As in `docker pull`.
 */
export function pulledImage(
  name: string,
  reference: pulumi.Input<string>,
  host: DockerHost,
  parent: pulumi.Resource,
): docker.RemoteImage {
  return new docker.RemoteImage(
    name,
    { name: reference, keepLocally: true },
    { parent, provider: host.provider },
  );
}

/** The image pinned by its digest, where a registry gave it one; else the name it was asked for by. */
export function pinnedReference(image: docker.RemoteImage): pulumi.Output<string> {
  return pulumi.all([image.repoDigest, image.name]).apply(([digest, name]) => digest || name);
}
