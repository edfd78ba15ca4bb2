import type * as pulumi from "@pulumi/pulumi";
import type { DagsterNetwork } from "../dagsterNetwork/index.ts";
import type { DockerHost } from "../dockerHost/index.ts";
import type { Observer } from "../dockerHost/observe.ts";
import type { LauncherConfig } from "../launcherConfig/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import type { AdminSchedules } from "./admin.ts";
import type { LauncherCredentials } from "./files.ts";
import type { PostgresConnection } from "./postgres.ts";
import type { ServicesOptions } from "./services.ts";

export interface ControlPlaneArgs {
  /**
   * The host that runs Dagster's services.
   *
   * @example hostA
   */
  host: DockerHost;
  /**
   * How that host is reached over SSH.
   *
   * @example { name: "host-a", address: "10.0.1.1", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * The network of the services on that host.
   *
   * @example new DagsterNetwork("control-plane", { host: hostA, ssh, networkName: "dagster_control_plane" })
   */
  network: DagsterNetwork;
  /**
   * The control plane image: Dagster's webserver and daemon, the adapter and the launcher. Another image runs `dagster instance
   * migrate` before its services start.
   *
   * @example "registry.example.org/dagster-multihost/control-plane:0.3.0"
   */
  image: string;
  /**
   * Dagster's database: a `Postgres`, or an `ExternalPostgres` that you have.
   *
   * @example new Postgres("postgres", { host: hostA, ssh, networkName: network.networkName, image: "postgres:16" })
   */
  postgres: PostgresConnection;
  /**
   * dagster.yaml and workspace.yaml.
   *
   * @example new LauncherConfig("launcher", { hosts, locations })
   */
  config: LauncherConfig;
  /**
   * What the launcher needs to reach the hosts.
   *
   * @example { client: ca.issueClient("launcher"), ssh: [] }
   */
  credentials: LauncherCredentials;
  /**
   * Port of the web interface, published on the host's address.
   *
   * @default 3000
   * @example 8080
   */
  webserverPort?: number;
  /**
   * Port of the launcher's read-only status, published on the host's address. It must be the `statusPort` of the configuration.
   *
   * @default 3001
   * @example 8081
   */
  statusPort?: number;
  /**
   * Schedules of the admin location.
   *
   * @default a cleanup every six hours, a look at the hosts every hour
   * @example { cleanupCron: "0 3 * * *" }
   */
  admin?: AdminSchedules;
  /**
   * Variables of the launcher alone, `KEY=VALUE`, such as what `envVars` names by `KEY`. Handled as secrets.
   *
   * @default none
   * @example [pulumi.interpolate`WAREHOUSE_PASSWORD=${config.requireSecret("warehousePassword")}`]
   */
  launcherEnv?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What must be there before runs are launched: networks, and code locations that the webserver will look for.
   *
   * @default none
   * @example [etl, hostBNetwork]
   */
  before?: pulumi.Resource[];
  /**
   * Limits, restart policies and log rotation of the containers.
   *
   * @default no limits, `unless-stopped`, three log files of 10 MiB each
   * @example { webserver: { memory: "2g" }, daemon: { memory: "1g" } }
   */
  services?: ServicesOptions;
  /**
   * How the host is looked at; tests bring their own.
   *
   * @default over SSH
   * @example { ...observer, socketGroup: () => Promise.resolve("999") }
   */
  observer?: Observer;
}
