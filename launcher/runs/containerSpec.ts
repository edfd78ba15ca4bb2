import type { ContainerKwargs, HostConfig, LauncherConfig } from "../config/index.ts";
import { containerOptions } from "../docker/containerOptions.ts";
import type { ContainerSpec } from "../docker/port.ts";
import { networksLabel } from "./joinNetworks.ts";
import { managedLabels } from "./naming.ts";
import type { RunOptions } from "./options.ts";
import type { CreateRequest } from "./requests.ts";

/** What a container is made from. */
export type SpecParts = { imageName: string; environment: string[]; options: RunOptions };

/** The body of the engine's `create` for a run. What the launcher manages wins over container_kwargs. */
export function containerSpec(
  config: LauncherConfig,
  host: HostConfig,
  request: CreateRequest,
  { imageName, environment, options: { levels, networks } }: SpecParts,
): ContainerSpec {
  const kwargs = levels.map((level) => level.kwargs);
  const options = containerOptions(Object.assign({}, ...kwargs) as ContainerKwargs);
  const [network] = networks;
  return {
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    body: {
      ...options.config,
      Image: imageName,
      Cmd: request.command,
      Env: environment,
      Labels: {
        ...(Object.assign({}, ...kwargs.map(labels)) as Record<string, string>),
        ...managedLabels(config.container_label_prefix, request, host.host_name),
        ...networksLabel(config.container_label_prefix, networks),
      },
      HostConfig: { ...options.hostConfig, ...(network === undefined ? {} : { NetworkMode: network }) },
      ...(network === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [network]: {} } } }),
    },
  };
}

function labels({ labels: value }: ContainerKwargs): Record<string, string> {
  if (Array.isArray(value)) return Object.fromEntries(value.map((name) => [name, ""]));
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, text]) => [name, String(text)]));
}
