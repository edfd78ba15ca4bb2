import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { pinnedReference, pulledImage } from "../codeLocation/image.ts";
import { blind } from "../dockerHost/blind.ts";
import { observer as realObserver } from "../dockerHost/observe.ts";
import { whenReachable } from "../ssh/preview.ts";
import { adminCode } from "./admin.ts";
import type { ControlPlaneArgs } from "./args.ts";
import { artifactsDirectory, credentialsDirectory, homeDirectory } from "./files.ts";
import { migrateInstance } from "./migration.ts";
import { inside } from "./paths.ts";
import { postgresEnv } from "./postgres.ts";
import { adminLocation, daemon, launcher, webserver, type Common } from "./services.ts";

export { adminAddress } from "./services.ts";
export type { ServicesOptions } from "./services.ts";
export type { ControlPlaneArgs } from "./args.ts";
export type { LauncherCredentials } from "./files.ts";
export type { AdminSchedules } from "./admin.ts";
export { ExternalPostgres, type ExternalPostgresArgs } from "./externalPostgres.ts";
export { Postgres, postgresEnv, type PostgresArgs, type PostgresConnection } from "./postgres.ts";

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

    const base = { parent: this, provider: host.provider, dependsOn: args.postgres.ready };
    const common: Common = {
      image,
      networkName: args.network.networkName,
      env: postgresEnv(args.postgres),
      volumes: [
        { hostPath: home.path, containerPath: inside.home },
        { hostPath: artifacts.path, containerPath: inside.artifacts },
      ],
      options: args.services ?? {},
      opts: base,
    };
    // It makes Dagster's tables, too: two processes that make them at once trip over each other.
    const database = `${args.postgres.host}:${args.postgres.port}/${args.postgres.database}`;
    const migrated = migrateInstance(
      `${name}-migrate`,
      {
        ssh,
        image,
        reference: this.image,
        networkName: common.networkName,
        home: home.path,
        env: common.env,
        database,
      },
      { parent: this, dependsOn: args.postgres.ready },
    );
    const after = (...resources: pulumi.Resource[]): Common => ({
      ...common,
      opts: { ...base, dependsOn: [...args.postgres.ready, migrated, ...resources] },
    });

    const launching = launcher(common, digest(config.atStart.launcher), ssh.address, statusPort, {
      ...socketAccess(args),
      volumes: [
        { hostPath: credentials.path, containerPath: inside.credentials, readOnly: true },
        ...(host.access === "unix"
          ? [{ hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" }]
          : []),
      ],
      env: args.launcherEnv ?? [],
    });
    const admin = adminLocation(after(), digest(config.atStart.dagster, code));
    const configuration = config.workspaceYaml.apply((workspace) =>
      digest(config.atStart.dagster, workspace),
    );
    const web = webserver(
      after(launching, admin, ...(args.before ?? [])),
      configuration,
      ssh.address,
      webserverPort,
    );
    daemon(after(web), configuration);

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
  const observer = args.ssh.gone ? blind : (args.observer ?? realObserver);
  const group = pulumi
    .output(args.ssh.privateKey)
    .apply((privateKey) => whenReachable(() => observer.socketGroup({ ...args.ssh, privateKey })));
  return { groups: [pulumi.unsecret(group)] };
}

function digest(...texts: string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}
