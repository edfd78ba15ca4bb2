import type { ContainerKwargs } from "../config/index.ts";
import { configNames, hostConfigNames, sizes } from "./optionNames.ts";
import {
  deviceRequest,
  healthcheck,
  logConfig,
  mount,
  parseDevice,
  tmpfsOptions,
  ulimit,
} from "./optionShapes.ts";
import { exposedPorts, portBindings } from "./ports.ts";
import { splitCommand } from "./splitCommand.ts";
import { volumeOptions } from "./volumes.ts";
import { parseBytes } from "../config/index.ts";

/** What keyword arguments contribute to the body of the engine's `create`; environment and labels are not in it. */
export type EngineOptions = {
  platform?: string;
  config: Record<string, unknown>;
  hostConfig: Record<string, unknown>;
};

/**
 * Translates docker-py's keyword arguments of `containers.create()` into the fields of the Engine API.
 *
 * @example
 * containerOptions({ mem_limit: "512m" }).hostConfig; // { Memory: 536870912 }
 */
export function containerOptions(kwargs: ContainerKwargs): EngineOptions {
  const config: Record<string, unknown> = {};
  const hostConfig: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(kwargs)) {
    const hostConfigName = hostConfigNames[key];
    const configName = configNames[key];
    if (hostConfigName !== undefined) hostConfig[hostConfigName] = value;
    if (configName !== undefined) config[configName] = value;
  }
  for (const [key, name] of Object.entries(sizes)) {
    const size = kwargs[key as keyof ContainerKwargs] as number | string | undefined;
    if (size !== undefined) hostConfig[name] = parseBytes(size);
  }
  Object.assign(config, shapedConfig(kwargs));
  Object.assign(hostConfig, shapedHostConfig(kwargs));
  const volumes = volumeOptions(kwargs.volumes);
  if (volumes.binds.length > 0) hostConfig["Binds"] = volumes.binds;
  if (Object.keys(volumes.anonymous).length > 0) config["Volumes"] = volumes.anonymous;
  return { config, hostConfig, ...(kwargs.platform === undefined ? {} : { platform: kwargs.platform }) };
}

function shapedConfig({
  entrypoint,
  healthcheck: check,
  ports,
  user,
}: ContainerKwargs): Record<string, unknown> {
  return defined({
    ExposedPorts: ports === undefined ? undefined : exposedPorts(ports),
    Entrypoint: typeof entrypoint === "string" ? splitCommand(entrypoint) : entrypoint,
    Healthcheck: check === undefined ? undefined : healthcheck(check),
    User: user === undefined ? undefined : String(user),
  });
}

function shapedHostConfig(kwargs: ContainerKwargs): Record<string, unknown> {
  const { ports, tmpfs, volumes_from: from } = kwargs;
  return defined({
    DeviceRequests: kwargs.device_requests?.map(deviceRequest),
    Devices: kwargs.devices?.map(parseDevice),
    ExtraHosts: pairs(kwargs.extra_hosts),
    GroupAdd: kwargs.group_add?.map(String),
    LogConfig: kwargs.log_config === undefined ? undefined : logConfig(kwargs.log_config),
    Links: pairs(kwargs.links),
    Mounts: kwargs.mounts?.map(mount),
    PortBindings: ports === undefined ? undefined : portBindings(ports),
    StorageOpt: textValues(kwargs.storage_opt),
    Sysctls: textValues(kwargs.sysctls),
    Tmpfs: Array.isArray(tmpfs) ? tmpfsOptions(tmpfs) : tmpfs,
    Ulimits: kwargs.ulimits?.map(ulimit),
    VolumesFrom: typeof from === "string" ? from.split(",") : from,
  });
}

function pairs(given: string[] | Record<string, string> | undefined): string[] | undefined {
  if (given === undefined || Array.isArray(given)) return given;
  return Object.entries(given).map(([key, value]) => `${key}:${value}`);
}

function textValues(map: Record<string, unknown> | undefined): Record<string, string> | undefined {
  if (map === undefined) return undefined;
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));
}

function defined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
