import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { pinnedReference, pulledImage } from "../codeLocation/image.ts";
import type { DagsterNetwork } from "../dagsterNetwork/index.ts";
import type { DockerHost } from "../dockerHost/index.ts";
import { observer as realObserver, type Observer } from "../dockerHost/observe.ts";
import type { LauncherConfig } from "../launcherConfig/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { whenReachable } from "../ssh/preview.ts";
import { adminCode, type AdminSchedules } from "./admin.ts";
import {
  artifactsDirectory,
  credentialsDirectory,
  homeDirectory,
  type LauncherCredentials,
} from "./files.ts";
import { inside } from "./paths.ts";
import { postgresEnv, type PostgresConnection } from "./postgres.ts";
import { adminLocation, daemon, launcher, webserver, type Common } from "./services.ts";

export { adminAddress } from "./services.ts";
export { Postgres, postgresEnv, type PostgresArgs, type PostgresConnection } from "./postgres.ts";

export interface ControlPlaneArgs {
  host: DockerHost;
  ssh: SshConnection;
  network: DagsterNetwork;
  /** The control plane image: Dagster's webserver and daemon, the adapter and the launcher. */
  image: string;
  postgres: PostgresConnection;
  config: LauncherConfig;
  credentials: LauncherCredentials;
  /** Default 3000, published on the host's address. */
  webserverPort?: number;
  /** Must be the `statusPort` of the configuration. Default 3001, published on the host's address. */
  statusPort?: number;
  /** Schedules of the admin location. */
  admin?: AdminSchedules;
  /** `KEY=VALUE` for the launcher, such as what `envVars` names by `KEY`. Handled as secrets. */
  launcherEnv?: pulumi.Input<pulumi.Input<string>[]>;
  /** What must be there before runs are launched: networks, and code locations that the webserver will look for. */
  before?: pulumi.Resource[];
  /** How the host is looked at; tests bring their own. */
  observer?: Observer;
}

/** Dagster's own services on one host: webserver, daemon, the launcher and the admin location. */
export class ControlPlane extends pulumi.ComponentResource {
  /** URL of the web interface, known once it answers. */
  readonly webserverUrl: pulumi.Output<string>;
  /** URL of the launcher's read-only status, known once it answers. */
  readonly launcherUrl: pulumi.Output<string>;

  /** The control plane image, pinned by digest where it came from a registry. */
  readonly image: pulumi.Output<string>;

  constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:ControlPlane", name, {}, opts);
    const { ssh, host, config } = args;
    const webserverPort = args.webserverPort ?? 3000;
    const statusPort = args.statusPort ?? 3001;
    const code = adminCode(args.admin ?? {});
    const home = homeDirectory(ssh, config, code, this);
    const artifacts = artifactsDirectory(ssh, this);
    const credentials = credentialsDirectory(ssh, args.credentials, this);

    const image = pulledImage(name, args.image, host, this);
    this.image = pinnedReference(image);

    const common: Common = {
      image,
      networkName: args.network.networkName,
      env: postgresEnv(args.postgres),
      volumes: [
        { hostPath: home.path, containerPath: inside.home },
        { hostPath: artifacts.path, containerPath: inside.artifacts },
      ],
      configuration: config.workspaceYaml.apply((workspace) => digest(config.dagsterYaml, workspace, code)),
      opts: { parent: this, provider: host.provider, dependsOn: args.postgres.ready },
    };
    const launching = launcher(common, ssh.address, statusPort, {
      ...socketAccess(args),
      volumes: [
        { hostPath: credentials.path, containerPath: inside.credentials, readOnly: true },
        ...(host.access === "unix"
          ? [{ hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" }]
          : []),
      ],
      env: args.launcherEnv ?? [],
    });
    const admin = adminLocation(common);
    const web = webserver(
      {
        ...common,
        opts: {
          ...common.opts,
          dependsOn: [...args.postgres.ready, launching, admin, ...(args.before ?? [])],
        },
      },
      ssh.address,
      webserverPort,
    );
    // The webserver makes Dagster's tables; two processes that make them at once trip over each other.
    daemon({ ...common, opts: { ...common.opts, dependsOn: [web] } });

    this.webserverUrl = answering(web, `http://${ssh.address}:${webserverPort}`);
    this.launcherUrl = answering(launching, `http://${ssh.address}:${statusPort}`);
    this.registerOutputs({ webserverUrl: this.webserverUrl, launcherUrl: this.launcherUrl });
  }
}

function answering(container: docker.Container, url: string): pulumi.Output<string> {
  return container.id.apply(() => url);
}

/** On the control plane's own daemon the launcher needs the group that owns the Docker socket. */
function socketAccess(args: ControlPlaneArgs): { groups?: pulumi.Output<string>[] } {
  if (args.host.access !== "unix") return {};
  const observer = args.observer ?? realObserver;
  const group = pulumi
    .output(args.ssh.privateKey)
    .apply((privateKey) => whenReachable(() => observer.socketGroup({ ...args.ssh, privateKey })));
  return { groups: [pulumi.unsecret(group)] };
}

function digest(...texts: string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}
