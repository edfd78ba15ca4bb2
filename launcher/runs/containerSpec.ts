import type { ContainerKwargs, HostConfig, LauncherConfig } from "../config/index.ts";
import { containerOptions } from "../docker/containerOptions.ts";
import type { ContainerSpec } from "../docker/port.ts";
import { managedLabels } from "./naming.ts";
import type { CreateRequest } from "./requests.ts";

/** The body of the engine's `create` for a run. What the launcher manages wins over container_kwargs. */
export function containerSpec(
  config: LauncherConfig,
  host: HostConfig,
  request: CreateRequest & { imageName: string; environment: string[] },
): ContainerSpec {
  const options = containerOptions({ ...config.default_container_kwargs, ...host.container_kwargs });
  const [network] = networksOf(host);
  return {
    ...(options.platform === undefined ? {} : { platform: options.platform }),
    body: {
      ...options.config,
      Image: request.imageName,
      Cmd: request.command,
      Env: request.environment,
      Labels: {
        ...labels(config.default_container_kwargs.labels),
        ...labels(host.container_kwargs.labels),
        ...managedLabels(config.container_label_prefix, request, host.host_name),
      },
      HostConfig: { ...options.hostConfig, ...(network === undefined ? {} : { NetworkMode: network }) },
      ...(network === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [network]: {} } } }),
    },
  };
}

/** The networks of a host's run containers; the first one is there from the start. */
export function networksOf({ network, networks }: HostConfig): string[] {
  return [...new Set(network === undefined ? networks : [network, ...networks])];
}

function labels(value: ContainerKwargs["labels"]): Record<string, string> {
  if (Array.isArray(value)) return Object.fromEntries(value.map((name) => [name, ""]));
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, text]) => [name, String(text)]));
}
