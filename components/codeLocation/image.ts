import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../dockerHost/index.ts";
import { contextDigest } from "./contextDigest.ts";

/** An image that a host's own dockerd builds. */
export interface ImageBuild {
  /** A local directory; all of it is sent to the host, but for what its `.dockerignore` names. */
  context: string;
  /** The Dockerfile, relative to the context. Default `Dockerfile`. */
  dockerfile?: string;
  /** Build arguments. They are no place for secrets: images show them. Default: none. */
  args?: Record<string, string>;
}

/** Where an image comes from: a registry or the host's own store, by its reference; or a build. */
export type ImageSource = { reference: pulumi.Input<string> } | { name: string; build: ImageBuild };

/** The image on a host, pulled or built when it is not there. */
export function imageOn(
  name: string,
  source: ImageSource,
  host: DockerHost,
  parent: pulumi.Resource,
): docker.RemoteImage {
  return "build" in source
    ? builtImage(name, source.name, source.build, host, parent)
    : pulledImage(name, source.reference, host, parent);
}

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

/** The tag is a digest of the context, so that a change makes another image and runs in progress keep theirs. */
function builtImage(
  name: string,
  repository: string,
  build: ImageBuild,
  host: DockerHost,
  parent: pulumi.Resource,
): docker.RemoteImage {
  const { context, dockerfile = "Dockerfile", args = {} } = build;
  return new docker.RemoteImage(
    name,
    {
      name: `${repository}:${contextDigest(context, { dockerfile, args })}`,
      // Buildx would build on this machine, whatever host the provider is for.
      build: { context, dockerfile, buildArgs: args, useLegacyBuilder: true },
      keepLocally: true,
    },
    { parent, provider: host.provider },
  );
}
