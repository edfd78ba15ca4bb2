import { z } from "zod";
import { LauncherError } from "../../error.ts";

/** `GET /v1/health`, as far as the command line reads it. */
export const healthAnswer = z.looseObject({
  version: z.string(),
  pid: z.number(),
  config: z.looseObject({
    hosts: z.array(z.string()),
    loaded_at: z.string().optional(),
    error: z.string().nullish(),
    status_url: z.string().nullish(),
    webserver_url: z.string().nullish(),
  }),
});

/** `POST /v1/hosts/{host_name}/pull`, as far as the command line reads it. */
export const pullAnswer = z.looseObject({ kept: z.string().nullable().default(null) });

const host = z.looseObject({
  host_name: z.string(),
  docker_url: z.string(),
  locations: z.array(z.string()),
  reachable: z.boolean(),
  version: z.string().nullable(),
  containers_running: z.number().nullable(),
  containers_total: z.number().nullable(),
  warm_idle: z.number().default(0),
  warm_memory_bytes: z.number().default(0),
  warm_error: z.string().nullable().default(null),
  drained: z.boolean(),
  certificate_days_left: z.number().nullable(),
  daemon_options: z.record(z.string(), z.unknown()).nullish(),
  error: z.string().nullable(),
});

/** `GET /v1/hosts`. */
export const hostsAnswer = z.looseObject({ hosts: z.array(host) });

const unreachable = z.array(z.looseObject({ host_name: z.string(), error: z.string() }));
const status = z.string();

const container = z.looseObject({
  host_name: z.string(),
  container_id: z.string(),
  run_id: z.string(),
  attempt: z.number(),
  job_name: z.string(),
  location_name: z.string(),
  instance_id: z.string().nullable(),
  status,
  image: z.string(),
  created: z.string(),
});

/** `GET /v1/containers`. */
export const containersAnswer = z.looseObject({ containers: z.array(container), unreachable });

/** `POST /v1/cleanup`. */
export const cleanupAnswer = z.looseObject({
  dry_run: z.boolean(),
  counts: z.record(z.string(), z.number()),
  containers: z.array(
    z.looseObject({
      host_name: z.string(),
      container_id: z.string(),
      run_id: z.string(),
      status,
      action: z.string(),
      reason: z.string(),
    }),
  ),
  unreachable,
});

/** One Docker host. */
export type HostAnswer = z.output<typeof host>;

/** One run container. */
export type ContainerAnswer = z.output<typeof container>;

/** @throws LauncherError `LAUNCHER_ANSWER_INVALID` when a launcher of another version answered. */
export function understood<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const message = "The launcher's answer is not understood. Use the command of the launcher's own version.";
  throw new LauncherError("LAUNCHER_ANSWER_INVALID", message);
}
