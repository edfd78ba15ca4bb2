import type * as docker from "@pulumi/docker";

/** A volume of a host, as it is mounted in containers there. */
export interface VolumeMount {
  /** The volume's name. */
  name: string;
  /** Absolute path in the container. */
  path: string;
  /** Default false. */
  readOnly?: boolean;
}

/** The mount in the words of the Docker provider. */
export function containerVolume({
  name,
  path,
  readOnly = false,
}: VolumeMount): docker.types.input.ContainerVolume {
  return { volumeName: name, containerPath: path, readOnly };
}
