import type { ContainerKwargs } from "../config/index.ts";

type Item<Key extends keyof ContainerKwargs> =
  NonNullable<ContainerKwargs[Key]> extends (infer I)[] ? I : never;

/** Reads `PATH_ON_HOST[:PATH_IN_CONTAINER[:PERMISSIONS]]` as docker-py does. */
export function parseDevice(device: string): Record<string, string> {
  const [onHost = "", second, third] = device.split(":");
  return { PathOnHost: onHost, PathInContainer: second ?? onHost, CgroupPermissions: third ?? "rwm" };
}

/** Reads a list of `PATH[:OPTIONS]`. */
export function tmpfsOptions(list: string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((entry) => {
      const [path = "", ...options] = entry.split(":");
      return [path, options.join(":")];
    }),
  );
}

export function ulimit(limit: Item<"ulimits">): Record<string, unknown> {
  if ("Name" in limit) return limit;
  return dropUndefined({ Name: limit.name, Soft: limit.soft, Hard: limit.hard });
}

export function mount(value: Item<"mounts">): Record<string, unknown> {
  if ("Target" in value) return value;
  const { target, source, type, read_only, consistency } = value;
  return dropUndefined({
    Target: target,
    Source: source,
    Type: type,
    ReadOnly: read_only,
    Consistency: consistency,
  });
}

export function deviceRequest(request: Item<"device_requests">): Record<string, unknown> {
  const { driver, count, device_ids, capabilities, options } = request as Record<string, unknown>;
  const engine = {
    Driver: driver,
    Count: count,
    DeviceIDs: device_ids,
    Capabilities: capabilities,
    Options: options,
  };
  return { ...engineNames(request), ...dropUndefined(engine) };
}

export function logConfig(config: NonNullable<ContainerKwargs["log_config"]>): Record<string, unknown> {
  const [type, options] = "Type" in config ? [config.Type, config.Config] : [config.type, config.config];
  const entries = Object.entries(options ?? {});
  return { Type: type, Config: Object.fromEntries(entries.map(([key, value]) => [key, String(value)])) };
}

export function healthcheck(check: NonNullable<ContainerKwargs["healthcheck"]>): Record<string, unknown> {
  return dropUndefined({
    Test: typeof check.test === "string" ? ["CMD-SHELL", check.test] : check.test,
    Interval: check.interval,
    Timeout: check.timeout,
    Retries: check.retries,
    StartPeriod: check.start_period,
  });
}

function engineNames(request: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).filter(([key]) => /^[A-Z]/.test(key)));
}

function dropUndefined(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
