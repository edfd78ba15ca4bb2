import { join } from "node:path";
import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Certificate, CertificateAuthority } from "../certificateAuthority/index.ts";
import { HostDirectory } from "../hostDirectory/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";
import type { DaemonOptions } from "./daemonJson.ts";
import type { Observer } from "./observe.ts";
import { encodePlan, planDockerd, tlsDirectory } from "./plan.ts";

/** How long a dockerd may take to answer under its new configuration, in seconds. */
const waitSeconds = 60;

/** A server certificate for dockerd, in place on the host. */
export function installCertificate(
  ssh: SshConnection,
  ca: CertificateAuthority,
  names: string[],
  parent: pulumi.Resource,
): { certificate: Certificate; directory: HostDirectory } {
  const certificate = ca.issueServer(`${ssh.name}-server`, [...names, ssh.address]);
  const directory = new HostDirectory(
    `${ssh.name}-tls`,
    {
      ssh,
      directory: tlsDirectory,
      files: {
        "ca.pem": certificate.ca,
        "server-cert.pem": certificate.certificate,
        "server-key.pem": certificate.privateKey,
      },
    },
    { parent },
  );
  return { certificate, directory };
}

export interface ConfigureArgs {
  ssh: SshConnection;
  daemonOptions: DaemonOptions;
  observer: Observer;
  /** Open the TLS listener on the host's address and this port. */
  tls?: { port: number; certificate: Certificate };
}

/** dockerd under the merged configuration; destroy puts the earlier one back. */
export function configureDockerd(args: ConfigureArgs, opts: pulumi.CustomResourceOptions): remote.Command {
  const { ssh, tls } = args;
  const wishes = {
    host: ssh.name,
    daemonOptions: args.daemonOptions,
    ...(tls ? { listen: { address: ssh.address, port: tls.port } } : {}),
  };
  const plan = pulumi
    .output(ssh.privateKey)
    .apply(async (privateKey) =>
      planDockerd(await args.observer.readDockerd({ ...ssh, privateKey }), wishes),
    );
  return hostScript(
    `${ssh.name}-dockerd`,
    {
      ssh,
      create: join(import.meta.dirname, "configure.sh"),
      delete: join(import.meta.dirname, "restore.sh"),
      library: join(import.meta.dirname, "library.sh"),
      variables: { host: ssh.name, wait_seconds: String(waitSeconds) },
      input: pulumi
        .all([plan, tls ? tls.certificate.certificate : ""])
        .apply(([files, certificate]) => encodePlan(files, certificate)),
    },
    opts,
  );
}
