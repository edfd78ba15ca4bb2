import { z } from "zod";
import { LauncherError } from "../error.ts";

const attempt = z.int().min(0).default(0);
const name = z.string().min(1);
const containerId = z.string().regex(/^[0-9a-f]{12,64}$/, "must be a container id in hexadecimal digits.");

/** The run id in a path: it becomes part of the container's name. */
export const runParameters = z.object({ run_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/) });

export const createBody = z.object({
  attempt,
  job_name: name,
  location_name: name,
  image: z.string(),
  command: z.array(z.string()).min(1),
  tags: z.record(z.string(), z.string()).default({}),
  env: z.record(z.string().regex(/^[^=\0]+$/), z.string()).default({}),
  instance_id: name.nullish(),
  /** Checked by the launcher's own rules, which name the code location. */
  container_context: z.record(z.string(), z.unknown()).nullish(),
});

export const startBody = z.object({ attempt, host_name: name, container_id: containerId });

export const terminateBody = z.object({ host_name: name.nullish(), container_id: containerId.nullish() });

export const targetQuery = z.object({
  attempt: z.coerce.number().int().min(0).optional(),
  host_name: name.optional(),
  container_id: containerId.optional(),
});

/**
 * Checks a part of a request.
 *
 * @throws LauncherError `REQUEST_INVALID` that names every field.
 */
export function valid<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new LauncherError("REQUEST_INVALID", `The request is not valid: ${problems.join("; ")}`);
}
