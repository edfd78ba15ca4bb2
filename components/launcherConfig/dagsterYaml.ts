import { stringify } from "yaml";
import type { LauncherConfigInput } from "../../launcher/config/index.ts";

/** The environment variables by which every process of Dagster finds Postgres. */
export const postgresVariables = [
  "DAGSTER_POSTGRES_USER",
  "DAGSTER_POSTGRES_PASSWORD",
  "DAGSTER_POSTGRES_DB",
  "DAGSTER_POSTGRES_HOST",
] as const;

/** Where stdout and stderr of runs are kept: in Postgres, or in files under {@link DagsterSettings.artifacts}. */
export type ComputeLogs = "postgres" | "local";

export interface DagsterSettings {
  launcher: LauncherConfigInput;
  postgresPort: number;
  /** Where Dagster keeps local artifacts; it must be possible to write there wherever a run is. */
  artifacts: string;
  /** Runs in progress at once, over all hosts. Default 25. */
  maxConcurrentRuns?: number;
  /** Default `local`: with `postgres`, every environment that loads the instance needs the adapter package. */
  computeLogs?: ComputeLogs;
}

/**
 * The text of dagster.yaml. Passwords are named by environment variables, so the file holds no secret.
 *
 * Settings that differ from Dagster's defaults: threads that take runs from the queue, so that a slow launch holds up no other;
 * ten tries more for a run whose host cannot be reached; and run monitoring, which notices a container that died.
 */
export function renderDagsterYaml(settings: DagsterSettings): string {
  const [username, password, db_name, hostname] = postgresVariables.map((env) => ({ env }));
  const postgres = { postgres_db: { username, password, db_name, hostname, port: settings.postgresPort } };
  return stringify({
    storage: { postgres },
    ...(settings.computeLogs === "postgres"
      ? {
          compute_logs: {
            module: "dagster_multihost_launcher",
            class: "PostgresComputeLogManager",
            config: postgres,
          },
        }
      : {}),
    local_artifact_storage: {
      module: "dagster._core.storage.root",
      class: "LocalArtifactStorage",
      config: { base_dir: settings.artifacts },
    },
    run_coordinator: {
      module: "dagster._core.run_coordinator.queued_run_coordinator",
      class: "QueuedRunCoordinator",
      config: {
        max_concurrent_runs: settings.maxConcurrentRuns ?? 25,
        dequeue_interval_seconds: 2,
        dequeue_use_threads: true,
        max_user_code_failure_retries: 10,
        user_code_failure_retry_delay: 30,
      },
    },
    run_launcher: {
      module: "dagster_multihost_launcher",
      class: "MultiHostDockerRunLauncher",
      config: settings.launcher,
    },
    run_monitoring: { enabled: true, poll_interval_seconds: 5, start_timeout_seconds: 180 },
    telemetry: { enabled: false },
  });
}
