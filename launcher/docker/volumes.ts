import type { ContainerKwargs } from "../config/index.ts";

/** Volumes as the engine takes them. */
export type VolumeOptions = {
  /** `SOURCE:TARGET[:MODE]`, for paths of the host and for named volumes. */
  binds: string[];
  /** Targets of anonymous volumes. */
  anonymous: Record<string, object>;
};

/** Translates docker-py's `volumes`, a list of binds or a dict of source to `{bind, mode}`. */
export function volumeOptions(volumes: ContainerKwargs["volumes"]): VolumeOptions {
  if (volumes === undefined) return { binds: [], anonymous: {} };
  if (!Array.isArray(volumes)) {
    const binds = Object.entries(volumes).map(
      ([source, { bind, mode }]) => `${source}:${bind}:${mode ?? "rw"}`,
    );
    return { binds, anonymous: {} };
  }
  return {
    binds: volumes.filter((volume) => volume.includes(":")),
    anonymous: Object.fromEntries(
      volumes.filter((volume) => !volume.includes(":")).map((target) => [target, {}]),
    ),
  };
}
