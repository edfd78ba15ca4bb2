import type * as docker from "@pulumi/docker";
import { parseBytes } from "../launcher/config/index.ts";

/** What an operator may choose for the container of a service. */
export interface ServiceOptions {
  /** The most memory that the container may use, such as `512m` or `2g`. Default: no limit. */
  memory?: string | undefined;
  /** The most CPUs that the container may use, such as 1.5. Default: no limit. */
  cpus?: number | undefined;
  /** Docker's restart policy. Default `unless-stopped`: it is started again when it ends, and at boot. */
  restart?: "unless-stopped" | "always" | "on-failure" | "no" | undefined;
  /** The size at which the container's log is rotated. Default `10m`. */
  logMaxSize?: string | undefined;
  /** How many files of the container's log are kept. Default 3. */
  logMaxFiles?: number | undefined;
}

/**
 * The options in the words of the Docker provider.
 *
 * @throws RangeError when `memory` is no size.
 */
export function containerOptions(options: ServiceOptions): Partial<docker.ContainerArgs> {
  const { memory, cpus, restart = "unless-stopped", logMaxSize = "10m", logMaxFiles = 3 } = options;
  return {
    restart,
    logDriver: "json-file",
    logOpts: { "max-size": logMaxSize, "max-file": String(logMaxFiles) },
    // Twice the memory is what dockerd makes of it by itself; said aloud, or it would look like a change in every `up`.
    ...(memory === undefined ? {} : { memory: mebibytes(memory), memorySwap: 2 * mebibytes(memory) }),
    ...(cpus === undefined ? {} : { cpus: String(cpus) }),
  };
}

function mebibytes(size: string): number {
  const bytes = parseBytes(size);
  if (bytes === undefined) throw new RangeError(`"${size}" is no size such as "512m" or "2g"`);
  return Math.ceil(bytes / 1024 ** 2);
}
