import type { ContainerKwargs } from "../config/index.ts";

/** Volumes as the engine takes them. */
export type VolumeOptions = {
  /** `SOURCE:TARGET[:MODE]`, for paths of the host and for named volumes. */
  binds: string[];
  /** Targets of anonymous volumes. */
  anonymous: Record<string, object>;
};

type Bind = Extract<NonNullable<ContainerKwargs["volumes"]>, Record<string, unknown>>[string];

/** Translates docker-py's `volumes`: a list of binds, or a map of source to target or `{bind, mode}`. */
export function volumeOptions(volumes: ContainerKwargs["volumes"]): VolumeOptions {
  if (volumes === undefined) return { binds: [], anonymous: {} };
  if (!Array.isArray(volumes)) {
    const binds = Object.entries(volumes).map(([source, bind]) => `${source}:${target(bind)}`);
    return { binds, anonymous: {} };
  }
  return {
    binds: volumes.filter((volume) => volume.includes(":")),
    anonymous: Object.fromEntries(
      volumes.filter((volume) => !volume.includes(":")).map((target) => [target, {}]),
    ),
  };
}

function target(bind: Bind): string {
  if (typeof bind === "string") return `${bind}:rw`;
  const mode = bind.mode ?? (bind.ro === true ? "ro" : "rw");
  return `${bind.bind}:${bind.propagation === undefined ? mode : `${mode},${bind.propagation}`}`;
}
