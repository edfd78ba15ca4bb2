import * as pulumi from "@pulumi/pulumi";
import { validateLauncherConfig, type LauncherConfigInput } from "../../launcher/config/index.ts";
import { inside } from "../controlPlane/paths.ts";
import { ProvisioningError } from "../errors.ts";
import { postgresVariables, renderDagsterYaml, type ComputeLogs } from "./dagsterYaml.ts";
import { hostEntry, type LauncherHost } from "./hosts.ts";
import type { LauncherSettings } from "./launcherSettings.ts";
import { dagsterNames, type RunMonitoring, type RunQueue, type RunRetries } from "./runSettings.ts";
import { atStart, type AtStart } from "./atStart.ts";
import { renderWorkspaceYaml, type WorkspaceEntry } from "./workspaceYaml.ts";

export interface LauncherConfigArgs {
  /**
   * The Docker hosts. One that stands here without a location gets no runs.
   *
   * @example [{ name: "host-b", dockerUrl: hostB.dockerUrl, access: "tls", locationNames: ["etl"], networks: [], envVars: [], containerKwargs: {} }]
   */
  hosts: LauncherHost[];
  /**
   * The code locations, in the order in which Dagster is to show them; `CodeLocation` and `CodeLocationProcess` are ones.
   *
   * @example [etl, { locationName: "admin", grpcAddress: adminAddress }]
   */
  locations: { locationName: string; grpcAddress: pulumi.Input<string> }[];
  /**
   * Passed to every run container: `KEY`, taken from the launcher's environment, or `KEY=VALUE`.
   *
   * @default none
   * @example ["WAREHOUSE_PASSWORD", "LOG_LEVEL=info"]
   */
  envVars?: string[];
  /**
   * Container options, in docker-py's names, that tags of a run may set.
   *
   * @default the launcher's: limits of memory, CPUs and the like
   * @example ["mem_limit", "nano_cpus"]
   */
  runContainerKwargsAllowed?: string[];
  /**
   * Port of Dagster's database.
   *
   * @default 5432
   * @example 5433
   */
  postgresPort?: number;
  /**
   * Port of the launcher's read-only status page and of /metrics.
   *
   * @default 3001
   * @example 8081
   */
  statusPort?: number;
  /**
   * Where browsers reach the status page: `dagster-multihost status` says it.
   *
   * @default `status` does not say it
   * @example "http://10.0.1.1:3001"
   */
  statusUrl?: string;
  /**
   * Where browsers reach Dagster's web interface: the status page links there.
   *
   * @default the status page has no links
   * @example "http://10.0.1.1:3000"
   */
  webserverUrl?: string;
  /**
   * Whether the status page shows the logs of runs, to whoever reaches its port.
   *
   * @default true
   * @example false
   */
  statusLogs?: boolean;
  /**
   * Runs in progress at once, over all hosts.
   *
   * @default 25
   * @example 100
   */
  maxConcurrentRuns?: number;
  /**
   * What the launcher does beyond placing runs.
   *
   * @default what docs/configuration.md says of each
   * @example { defaultWarmWorkers: 2, pullPolicy: "always" }
   */
  launcher?: LauncherSettings;
  /**
   * Where stdout and stderr of runs are kept. With `postgres`, every image and environment that loads Dagster's instance needs
   * the adapter package.
   *
   * @default local
   * @example "postgres"
   */
  computeLogs?: ComputeLogs;
  /**
   * Dagster's run queue.
   *
   * @default threads, and ten tries more for a run whose host cannot be reached
   * @example { tagConcurrencyLimits: [{ key: "warehouse", limit: 4 }] }
   */
  runQueue?: RunQueue;
  /**
   * Dagster's run monitoring.
   *
   * @default on, every five seconds
   * @example { maxResumeRunAttempts: 1 }
   */
  runMonitoring?: RunMonitoring;
  /**
   * Dagster's retries of runs.
   *
   * @default off
   * @example { enabled: true, maxRetries: 2 }
   */
  runRetries?: RunRetries;
}

/**
 * dagster.yaml and workspace.yaml for a fleet. The launcher's part is checked by the schema that the launcher itself reads it with,
 * so what it would refuse fails here, before anything is written.
 *
 * @throws ProvisioningError LAUNCHER_CONFIG_INVALID with every problem.
 */
export class LauncherConfig extends pulumi.ComponentResource {
  /** The value of `run_launcher.config`; it holds no secret. */
  readonly config: LauncherConfigInput;
  readonly dagsterYaml: string;
  readonly workspaceYaml: pulumi.Output<string>;
  /** What processes read of the files when they start: a change of it, and of nothing else, wants a restart. */
  readonly atStart: AtStart;

  constructor(name: string, args: LauncherConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:LauncherConfig", name, {}, opts);
    this.config = checked({
      default_env_vars: [...postgresVariables, ...(args.envVars ?? [])],
      ...(args.runContainerKwargsAllowed === undefined
        ? {}
        : { run_container_kwargs_allowed: args.runContainerKwargsAllowed }),
      ...dagsterNames({}, args.launcher),
      docker_hosts: args.hosts.map((host) => hostEntry(host, inside.credentials)),
      launcher_socket: inside.socket,
      status_listen: `0.0.0.0:${args.statusPort ?? 3001}`,
      ...(args.statusLogs === undefined ? {} : { status_logs: args.statusLogs }),
      ...(args.statusUrl === undefined ? {} : { status_url: args.statusUrl }),
      ...(args.webserverUrl === undefined ? {} : { webserver_url: args.webserverUrl }),
    });
    this.dagsterYaml = renderDagsterYaml({
      launcher: this.config,
      postgresPort: args.postgresPort ?? 5432,
      artifacts: inside.artifacts,
      ...(args.computeLogs === undefined ? {} : { computeLogs: args.computeLogs }),
      ...(args.maxConcurrentRuns === undefined ? {} : { maxConcurrentRuns: args.maxConcurrentRuns }),
      ...(args.runQueue === undefined ? {} : { runQueue: args.runQueue }),
      ...(args.runMonitoring === undefined ? {} : { runMonitoring: args.runMonitoring }),
      ...(args.runRetries === undefined ? {} : { runRetries: args.runRetries }),
    });
    this.atStart = atStart(this.dagsterYaml);
    this.workspaceYaml = pulumi
      .all(
        // Field by field: a component among them would not be looked into.
        args.locations.map(({ locationName, grpcAddress }): pulumi.Output<WorkspaceEntry> =>
          pulumi.output({ locationName, grpcAddress }),
        ),
      )
      .apply(renderWorkspaceYaml);
    this.registerOutputs({ dagsterYaml: this.dagsterYaml, workspaceYaml: this.workspaceYaml });
  }
}

function checked(config: LauncherConfigInput): LauncherConfigInput {
  try {
    return validateLauncherConfig(config);
  } catch (error) {
    throw new ProvisioningError("LAUNCHER_CONFIG_INVALID", (error as Error).message);
  }
}
