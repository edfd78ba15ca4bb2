import type { Health } from "../runs/health.ts";
import type { Created } from "../runs/requests.ts";
import type { Started } from "../runs/start.ts";
import type { Terminated } from "../runs/terminate.ts";

/** The names of the wire are those of Python: each function gives one answer its form there. */
export function createdAnswer(created: Created): object {
  return {
    container_id: created.containerId,
    container_name: created.containerName,
    host_name: created.hostName,
    image: created.image,
    existed: created.existed,
  };
}

export function startedAnswer({ containerId, hostName, alreadyRunning }: Started): object {
  return { container_id: containerId, host_name: hostName, already_running: alreadyRunning };
}

export function terminatedAnswer({ outcome, hostName, containerId }: Terminated): object {
  return { outcome, host_name: hostName ?? null, container_id: containerId ?? null };
}

export function healthAnswer(health: Health): object {
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
