import type { LogModule } from "../config/index.ts";

/**
 * The names of the fields in the launcher's log lines, beside pino's own (`level`, `time`, `pid`, `msg`, `err`). This is the
 * one place that names them; docs/logging.md explains each.
 */
export type LogFields = {
  /** The part of the launcher that writes. */
  module?: LogModule;
  /** What was being done. */
  step?: LogStep;
  run_id?: string | undefined;
  /** 0 is the first launch, n the n-th resume. */
  attempt?: number | undefined;
  job_name?: string;
  location_name?: string;
  host_name?: string | undefined;
  image?: string;
  container_id?: string | undefined;
  /** Whether the container had been a warm worker. */
  warm?: boolean;
  /** Whether an earlier request had made the container. */
  existed?: boolean;
  /** How a container ended, or what became of a request to stop it. */
  outcome?: string;
  /** Code of the error, of docs/errors.md. */
  code?: string;
  /** Why, in the words of whoever refused. */
  reason?: string;
  /** Milliseconds. */
  duration_ms?: number;
  /** What is known of a host: `starting`, `live` or `lost`. */
  phase?: string;
  /** Where in dagster.yaml. */
  path?: string;
  /** The configured hosts. */
  hosts?: string[];
  socket?: string;
  status_listen?: string;
  signal?: string;
};

/** What the launcher was doing when it wrote a line. */
export type LogStep =
  | "create"
  | "start"
  | "terminate"
  | "health"
  | "logs"
  | "end"
  | "follow"
  | "drain"
  | "undrain"
  | "pull"
  | "cleanup"
  | "warm"
  | "load"
  | "listen"
  | "trace"
  | "stop";
