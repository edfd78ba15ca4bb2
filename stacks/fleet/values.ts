import { z } from "zod";
import { parseEnvEntry } from "../../launcher/config/index.ts";

/** The kinds of values that a fleet is made of. */
export const text = z.string().min(1, "must not be empty.");
export const port = z.int().min(1).max(65_535);
export const seconds = z.int().min(1);

/** `KEY`, looked up in `controlPlane.environment`, or `KEY=VALUE`. */
export const envVars = z
  .array(z.string().refine((entry) => parseEnvEntry(entry) !== undefined, "must be KEY or KEY=VALUE."))
  .default([]);

/** A name of a network or a volume, as dockerd takes it. */
export const objectName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    "must be letters, digits, '_', '.' and '-', and begin with a letter or digit.",
  );

/** GPUs for run containers, as `docker run --gpus` takes them. */
export const gpus = z.union([z.literal("all"), z.int().min(1)]);

/** An amount of memory in Docker's notation. */
export const memory = z.string().regex(/^\d+(\.\d+)?[bkmg]?$/i, 'must be a size such as "512m" or "2g".');

/** A size of a log file in dockerd's notation. */
export const logSize = z.string().regex(/^\d+[kmg]$/, 'must be a size such as "10m".');

/** Cron expressions of five fields, or a name such as `@daily`. */
export const cron = z
  .string()
  .regex(/^(@\w+|\S+(\s+\S+){4})$/, 'must be a cron expression, such as "0 */6 * * *".');

/** An object that may be left out: then it is what its own keys' defaults make of it. */
export function defaulted<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
): z.ZodDefault<typeof schema> {
  return schema.default(schema.parse({}) as Parameters<typeof schema.default>[0] & object);
}
