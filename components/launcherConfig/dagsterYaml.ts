import { stringify } from "yaml";
import type { LauncherConfigInput } from "../../launcher/config/index.ts";
import {
  dagsterNames,
  runDefaults,
  type RunMonitoring,
  type RunQueue,
  type RunRetries,
} from "./runSettings.ts";

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
  runQueue?: RunQueue;
  runMonitoring?: RunMonitoring;
  runRetries?: RunRetries;
}

/** The text of dagster.yaml. Passwords are named by environment variables, so the file holds no secret. */
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
        ...dagsterNames(runDefaults.queue, settings.runQueue),
      },
    },
    run_launcher: {
      module: "dagster_multihost_launcher",
      class: "MultiHostDockerRunLauncher",
      config: settings.launcher,
    },
    run_monitoring: dagsterNames(runDefaults.monitoring, settings.runMonitoring),
    ...(settings.runRetries?.enabled
      ? { run_retries: dagsterNames(runDefaults.retries, settings.runRetries) }
      : {}),
    telemetry: { enabled: false },
  });
}
