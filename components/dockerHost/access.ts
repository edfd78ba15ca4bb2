import * as pulumi from "@pulumi/pulumi";
import type { Certificate, CertificateAuthority } from "../certificateAuthority/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { configureDockerd, installCertificate } from "./configure.ts";
import type { DaemonOptions } from "./daemonJson.ts";
import { authorizeLauncher } from "./launcherKey.ts";
import type { Observer } from "./observe.ts";

/** A dockerd that has been made ready in one of the three ways. */
export interface Reached {
  dockerUrl: string;
  /** Known once a call in the launcher's own way has succeeded. */
  dockerVersion: pulumi.Output<string>;
  certificateExpiry?: pulumi.Output<string>;
  launcherSshKey?: pulumi.Output<string>;
}

interface Common {
  ssh: SshConnection;
  daemonOptions: DaemonOptions;
  observer: Observer;
  parent: pulumi.Resource;
}

/** A TCP port with mutual TLS on the host's address. */
export function overTls(
  { ssh, daemonOptions, observer, parent }: Common,
  tls: { port: number; names: string[]; ca: CertificateAuthority; client: Certificate },
): Reached {
  const { port, client } = tls;
  const server = installCertificate(ssh, tls.ca, [ssh.name, ...tls.names], parent);
  const dockerd = configureDockerd(
    { ssh, daemonOptions, observer, tls: { port, certificate: server.certificate } },
    { parent, dependsOn: [server.directory] },
  );
  return {
    dockerUrl: `tcp://${ssh.address}:${port}`,
    certificateExpiry: server.certificate.expiry,
    dockerVersion: pulumi
      .all([client.ca, client.certificate, client.privateKey, dockerd.id])
      .apply(([ca, certificate, privateKey]) =>
        observer.versionOverTls({ name: ssh.name, address: ssh.address, port, ca, certificate, privateKey }),
      ),
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

function askOverSsh(
  { ssh, daemonOptions, observer, parent }: Common,
  privateKey: pulumi.Output<string>,
): pulumi.Output<string> {
  // A dockerd that is not to be changed is not touched.
  const wanted = Object.keys(daemonOptions).length > 0;
  const configured = wanted ? configureDockerd({ ssh, daemonOptions, observer }, { parent }).id : "";
  return pulumi
    .all([privateKey, configured])
    .apply(([key]) => observer.versionOverSsh({ ...ssh, privateKey: key }));
}
