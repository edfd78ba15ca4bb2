import type { ContainerKwargs } from "../launcher/config/index.ts";
import type { FleetHost } from "./fleet/schema.ts";
import { volumeMount } from "./hostObjects.ts";

/**
 * The `container_kwargs` of a host: what the fleet says in docker-py's names, its volumes and its GPUs. Nothing that stands in
 * `containerKwargs` is lost: lists grow, and a path that is mounted there already stays as it is.
 */
export function runContainerKwargs(host: FleetHost): ContainerKwargs {
  return withGpus(withVolumes(host.containerKwargs, host.volumes), host.gpus);
}

/**
 * Adds a request for GPUs, as `docker run --gpus` makes it.
 *
 * @param gpus `all`, a number, or undefined for none.
 */
export function withGpus(kwargs: ContainerKwargs, gpus: "all" | number | undefined): ContainerKwargs {
  if (gpus === undefined) return kwargs;
  const request = { count: gpus === "all" ? -1 : gpus, capabilities: [["gpu"]] };
  return { ...kwargs, device_requests: [...(kwargs.device_requests ?? []), request] };
}

/** docker-py takes volumes as a list or as a mapping; ours are put in the form that is there. */
function withVolumes(kwargs: ContainerKwargs, entries: string[]): ContainerKwargs {
  if (entries.length === 0) return kwargs;
  const mounts = entries.map(volumeMount);
  const mode = (readOnly?: boolean): string => (readOnly ? "ro" : "rw");
  const { volumes = [] } = kwargs;
  if (Array.isArray(volumes)) {
    return {
      ...kwargs,
      volumes: [...volumes, ...mounts.map(({ name, path, readOnly }) => `${name}:${path}:${mode(readOnly)}`)],
    };
  }
  const ours = mounts.map(
    ({ name, path, readOnly }) => [name, { bind: path, mode: mode(readOnly) }] as const,
  );
  return { ...kwargs, volumes: { ...Object.fromEntries(ours), ...volumes } };
}
