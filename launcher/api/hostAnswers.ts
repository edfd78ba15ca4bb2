import type { z } from "zod";
import type { HostStatus } from "../runs/hostStatus.ts";
import type { hostSchema, hostsSchema } from "./schemas/hosts.ts";

/** The answer to `GET /v1/hosts`. */
export function hostsAnswer(hosts: HostStatus[], now: number): z.output<typeof hostsSchema> {
  return { hosts: hosts.map((host) => hostAnswer(host, now)) };
}

function hostAnswer(host: HostStatus, now: number): z.output<typeof hostSchema> {
  const expiry = host.certificateExpiry;
  return {
    host_name: host.hostName,
    docker_url: host.dockerUrl,
    locations: host.locations,
    weight: host.weight,
    capacity: host.capacity,
    labels: host.labels,
    reachable: host.reachable,
    version: host.version,
    containers_running: host.containersRunning,
    containers_total: host.containersTotal,
    warm_idle: host.warmIdle,
    warm_memory_bytes: host.warmMemoryBytes,
    warm_error: host.warmError,
    drained: host.drainedSince !== null,
    drained_since: host.drainedSince,
    certificate_expires_at: expiry === null ? null : new Date(expiry).toISOString(),
    certificate_days_left: expiry === null ? null : Math.floor((expiry - now) / 86_400_000),
    disk: host.disk && {
      images_bytes: host.disk.images,
      containers_bytes: host.disk.containers,
      volumes_bytes: host.disk.volumes,
      build_cache_bytes: host.disk.buildCache,
    },
    daemon_options: host.daemonOptions,
    error: host.error,
  };
}
