import * as pulumi from "@pulumi/pulumi";
import type { Certificate, CertificateAuthority } from "../certificateAuthority/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { whenReachable } from "../ssh/preview.ts";
import { configureDockerd } from "./configure.ts";
import type { DaemonOptions } from "./daemonJson.ts";
import { authorizeLauncher } from "./launcherKey.ts";
import type { Observer } from "./observe.ts";
import { proveTls } from "./proof.ts";

/** A dockerd that has been made ready in one of the three ways. */
export interface Reached {
  dockerUrl: string;
  /** Known once a call in the launcher's own way has succeeded. */
  dockerVersion: pulumi.Output<string>;
  certificate?: Certificate;
  launcherSshKey?: pulumi.Output<string>;
}

interface Common {
  ssh: SshConnection;
  daemonOptions: DaemonOptions;
  observer: Observer;
  /** Known once there is a dockerd. */
  installed: pulumi.Input<string>;
  parent: pulumi.Resource;
}

/** A TCP port with mutual TLS on the host's address. */
export function overTls(
  common: Common,
  tls: { port: number; names: string[]; ca: CertificateAuthority; client: Certificate },
): Reached {
  const { ssh, observer, parent } = common;
  const { port, client } = tls;
  const certificate = tls.ca.issueServer(`${ssh.name}-server`, [ssh.name, ...tls.names, ssh.address]);
  const configured = configureDockerd({ ...common, tls: { port, certificate } }, { parent });
  return {
    dockerUrl: `tcp://${ssh.address}:${port}`,
    certificate,
    dockerVersion: proveTls({ ssh, port, client, observer, configured }, { parent }),
  };
}

/** Through sshd, with a key of the launcher's own; no port is opened. */
export function overSsh(common: Common): Reached {
  const { ssh, parent } = common;
  const { privateKey } = authorizeLauncher(ssh, { parent });
  return {
    dockerUrl: `ssh://${ssh.user}@${ssh.address}:${ssh.port}`,
    launcherSshKey: privateKey,
    dockerVersion: askOverSsh(common, privateKey),
  };
}

/** The Unix socket, for a launcher on this very host; Pulumi itself goes through sshd. */
export function overUnixSocket(common: Common): Reached {
  return {
    dockerUrl: "unix:///var/run/docker.sock",
    dockerVersion: askOverSsh(common, pulumi.output(common.ssh.privateKey)),
  };
}

function askOverSsh(common: Common, privateKey: pulumi.Output<string>): pulumi.Output<string> {
  const { ssh, observer, parent } = common;
  // A dockerd that is not to be changed is not touched.
  const wanted = Object.keys(common.daemonOptions).length > 0;
  const ready = wanted ? configureDockerd(common, { parent }).command.id : common.installed;
  return pulumi
    .all([privateKey, ready])
    .apply(([key]) => whenReachable(() => observer.versionOverSsh({ ...ssh, privateKey: key })));
}
