import { z } from "zod";
import { parseBytes } from "./bytes.ts";

/** A size: bytes, or a string with a unit. */
export const bytes = z
  .union([z.number(), z.string()])
  .refine((size) => parseBytes(size) !== undefined, 'must be a size such as 536870912, "512m" or "2g".');
export const strings = z.array(z.string());
export const command = z.union([z.string(), strings]);
export const scalar = z.union([z.string(), z.number(), z.boolean()]);
export const map = z.record(z.string(), scalar);
export const integer = z.int();

const engineObject = z.record(z.string(), z.unknown());

/** A limit of the kernel's, in docker-py's or the engine's names. */
export const ulimit = z.union([
  z.strictObject({ name: z.string(), soft: integer.optional(), hard: integer.optional() }),
  z.strictObject({ Name: z.string(), Soft: integer.optional(), Hard: integer.optional() }),
]);

/** A mount, in docker-py's or the engine's names. */
export const mount = z.union([
  z.strictObject({
    target: z.string(),
    source: z.string().optional(),
    type: z.enum(["bind", "volume", "tmpfs", "npipe"]).default("volume"),
    read_only: z.boolean().default(false),
    consistency: z.string().optional(),
  }),
  z.strictObject({
    Target: z.string(),
    Source: z.string().optional(),
    Type: z.string(),
    ReadOnly: z.boolean().optional(),
    Consistency: z.string().optional(),
    BindOptions: engineObject.optional(),
    VolumeOptions: engineObject.optional(),
    TmpfsOptions: engineObject.optional(),
  }),
]);

/** A request for devices such as GPUs, in docker-py's or the engine's names. */
export const deviceRequest = z.union([
  z.strictObject({
    driver: z.string().optional(),
    count: integer.optional(),
    device_ids: strings.optional(),
    capabilities: z.array(strings).optional(),
    options: map.optional(),
  }),
  z.strictObject({
    Driver: z.string().optional(),
    Count: integer.optional(),
    DeviceIDs: strings.optional(),
    Capabilities: z.array(strings).optional(),
    Options: map.optional(),
  }),
]);

/** A health check; times in nanoseconds. */
export const healthcheck = z.strictObject({
  test: command.optional(),
  interval: integer.optional(),
  timeout: integer.optional(),
  retries: integer.optional(),
  start_period: integer.optional(),
});

/** A log driver and its options, in docker-py's or the engine's names. */
export const logConfig = z.union([
  z.strictObject({ type: z.string(), config: map.optional() }),
  z.strictObject({ Type: z.string(), Config: map.optional() }),
]);

/** Where a volume or folder is mounted: a path, or a path with its mode. */
export const bind = z.union([
  z.string(),
  z
    .strictObject({
      bind: z.string(),
      mode: z.string().optional(),
      ro: z.boolean().optional(),
      propagation: z.enum(["rshared", "shared", "rslave", "slave", "rprivate", "private"]).optional(),
    })
    .refine(
      ({ mode, ro }) => mode === undefined || ro === undefined,
      "mode and ro exclude each other. Keep one of them.",
    ),
]);

/** Ports of the host for one port of the container: a port, an address with a port, several, or null for any. */
export const hostPorts = z.union([
  z.int().min(1).max(65535),
  z.tuple([z.string(), z.int().min(1).max(65535)]),
  z.array(z.int().min(1).max(65535)).min(1),
  z.null(),
]);

/** The rate limit of one device. */
export const deviceRate = z.strictObject({ Path: z.string(), Rate: integer });
export const deviceWeight = z.strictObject({ Path: z.string(), Weight: integer });
