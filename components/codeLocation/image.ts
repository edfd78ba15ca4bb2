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
  /**
   * Base images that are pulled before the build, with the host's own credentials: the build itself has none. Needed for
   * images of private registries only. Default: none.
   */
  baseImages?: string[];
}

/** What an image needs to know of its host. */
export type ImageHost = Pick<DockerHost, "provider" | "dockerUrl">;

/** Where an image comes from: a registry or the host's own store, by its reference; or a build. */
export type ImageSource = { reference: pulumi.Input<string> } | { name: string; build: ImageBuild };

/** The image on a host, pulled or built when it is not there. */
export function imageOn(
  name: string,
  source: ImageSource,
  host: ImageHost,
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
  host: ImageHost,
  parent: pulumi.Resource,
): docker.RemoteImage {
  return new docker.RemoteImage(
    name,
    { name: reference, keepLocally: true, triggers: movesWith(host) },
    { parent, provider: host.provider },
  );
}

/** The image pinned by its digest, where a registry gave it one; else the name it was asked for by. */
export function pinnedReference(image: docker.RemoteImage): pulumi.Output<string> {
  return pulumi.all([image.repoDigest, image.name]).apply(([digest, name]) => digest || name);
}

/** Another provider alone is no reason for Pulumi to make an image again: a location that moves would miss it on its new host. */
function movesWith({ dockerUrl, provider }: ImageHost): Record<string, pulumi.Input<string>> {
  // The control plane's own socket has the same URL wherever it is.
  return { host: dockerUrl.startsWith("unix:") ? provider.urn : dockerUrl };
}

/** The tag is a digest of the context, so that a change makes another image and runs in progress keep theirs. */
function builtImage(
  name: string,
  repository: string,
  build: ImageBuild,
  host: ImageHost,
  parent: pulumi.Resource,
): docker.RemoteImage {
  const { context, dockerfile = "Dockerfile", args = {}, baseImages = [] } = build;
  const bases = baseImages.map((base, index) => pulledImage(`${name}-base-${index}`, base, host, parent));
  return new docker.RemoteImage(
    name,
    {
      name: `${repository}:${contextDigest(context, { dockerfile, args })}`,
      // Buildx would build on this machine, whatever host the provider is for.
      build: {
        context,
        dockerfile,
        buildArgs: args,
        useLegacyBuilder: true,
      },
      keepLocally: true,
      triggers: movesWith(host),
    },
    { parent, provider: host.provider, dependsOn: bases },
  );
}
