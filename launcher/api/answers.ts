import type { z } from "zod";
import type { Health } from "../runs/health.ts";
import type { Announced, Created } from "../runs/requests.ts";
import type { Started } from "../runs/start.ts";
import type { Terminated } from "../runs/terminate.ts";
import type { configSchema, healthSchema } from "./schemas/health.ts";
import type { announcedSchema, createdSchema, startedSchema, terminatedSchema } from "./schemas/runs.ts";

/** Which configuration is in force, in the names of the wire. */
export type ConfigInForce = z.output<typeof configSchema>;

/** The names of the wire are those of Python: each function gives one answer its form there. */
export function createdAnswer(created: Created): z.output<typeof createdSchema> {
  return {
    container_id: created.containerId,
    container_name: created.containerName,
    host_name: created.hostName,
    image: created.image,
    existed: created.existed,
    warm: created.warm,
  };
}

export function announcedAnswer(worker: Announced | null): z.output<typeof announcedSchema> {
  if (worker === null) return null;
  const { containerId: container_id, containerName: container_name, hostName: host_name } = worker;
  return { container_id, container_name, host_name };
}

export function startedAnswer(started: Started): z.output<typeof startedSchema> {
  const { containerId, hostName, alreadyRunning } = started;
  return { container_id: containerId, host_name: hostName, already_running: alreadyRunning };
}

export function terminatedAnswer(terminated: Terminated): z.output<typeof terminatedSchema> {
  const { outcome, hostName, containerId } = terminated;
  return { outcome, host_name: hostName ?? null, container_id: containerId ?? null };
}

export function healthAnswer(health: Health): z.output<typeof healthSchema> {
  return {
    status: health.status,
    exit_code: health.exitCode,
    oom_killed: health.oomKilled,
    message: health.message,
    log_tail: health.logTail,
    container_id: health.containerId ?? null,
    host_name: health.hostName ?? null,
  };
}
