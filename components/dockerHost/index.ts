import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Certificate, CertificateAuthority } from "../certificateAuthority/index.ts";
import { opensshOptions, type SshConnection } from "../ssh/connection.ts";
import { leaveUntouched, untouched } from "../ssh/gone.ts";
import { overSsh, overTls, overUnixSocket, type Reached } from "./access.ts";
import { blind } from "./blind.ts";
import type { DaemonOptions } from "./daemonJson.ts";
import { installDocker } from "./install.ts";
import { observer as realObserver, type Observer } from "./observe.ts";

/** `tls`: a TCP port with mutual TLS. `ssh`: no port, through sshd. `unix`: the launcher runs on this very host. */
export type Access = "tls" | "ssh" | "unix";

export interface DockerHostArgs {
  /**
   * How the server is reached over SSH.
   *
   * @example { name: "host-b", address: "10.0.1.2", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * How the launcher reaches dockerd.
   *
   * @example "tls"
   */
  access: Access;
  /**
   * Signs the server certificate; needed for `access: tls`.
   *
   * @default none
   * @example new CertificateAuthority("ca")
   */
  ca?: CertificateAuthority;
  /**
   * The certificate with which Pulumi itself speaks to the host; needed for `access: tls`.
   *
   * @default none
   * @example ca.issueClient("provisioning")
   */
  client?: Certificate;
  /**
   * Further names and addresses by which the host is dialled; they go into its certificate.
   *
   * @default none
   * @example ["host-b.example.org"]
   */
  names?: string[];
  /**
   * TCP port for `access: tls`. The default is Docker's own for TLS.
   *
   * @default 2376
   * @example 2377
   */
  port?: number;
  /**
   * Install Docker Engine from the distribution's packages where there is none.
   *
   * @default false
   * @example true
   */
  install?: boolean;
  /**
   * What must be done on the server before its dockerd is changed, such as {@link HostFirewall.ready}.
   *
   * @default none
   * @example firewall.ready
   */
  after?: pulumi.Input<string>;
  /**
   * Merged into the daemon.json that is there, in dockerd's own names.
   *
   * @default none
   * @example { "log-opts": { "max-size": "20m" } }
   */
  daemonOptions?: DaemonOptions;
  /**
   * Credentials for private registries, used when Pulumi pulls images on this host.
   *
   * @default none
   * @example [{ url: "registry.example.org", username: "ci", password: config.requireSecret("registry") }]
   */
  registries?: { url: string; username: string; password: pulumi.Input<string> }[];
  /**
   * How the host is looked at; tests bring their own.
   *
   * @default over SSH and TLS
   * @example { ...observer, versionOverSsh: () => Promise.resolve("28.5.1") }
   */
  observer?: Observer;
}

/**
 * A server whose dockerd is ready for the launcher and for containers declared with its {@link DockerHost.provider}.
 *
 * The server's daemon.json is merged with, never overwritten. When dockerd does not come up under the new configuration, or does
 * not answer a call with a client certificate, the old one is put back before `up` fails. What is edited there by hand stays,
 * but for our own keys. Destroy puts the earlier content back.
 */
export class DockerHost extends pulumi.ComponentResource {
  readonly access: Access;
  /** As the launcher dials it: `tcp://`, `ssh://` or `unix://`. */
  readonly dockerUrl: string;
  /** The Engine's version. It is known only after a call in the launcher's own way has succeeded. */
  readonly dockerVersion: pulumi.Output<string>;
  /** When the server certificate ends, RFC 3339; undefined without TLS. */
  readonly certificateExpiry?: pulumi.Output<string>;
  /** From when on an `up` renews the server certificate, RFC 3339; undefined without TLS. */
  readonly certificateRenewsAfter?: string;
  /** The launcher's own SSH key for this host, a secret; undefined but for `access: ssh`. */
  readonly launcherSshKey?: pulumi.Output<string>;
  /** Declares containers, networks and volumes on this host. */
  readonly provider: docker.Provider;

  constructor(name: string, args: DockerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:DockerHost", name, {}, opts);
    const reached = reach(name, args, this);
    this.access = args.access;
    this.dockerUrl = reached.dockerUrl;
    // A version says nothing that must be kept secret, though secrets were needed to ask for it.
    this.dockerVersion = pulumi.unsecret(reached.dockerVersion);
    if (reached.certificate) {
      this.certificateExpiry = reached.certificate.expiry;
      this.certificateRenewsAfter = reached.certificate.renewsAfter;
    }
    if (reached.launcherSshKey) this.launcherSshKey = reached.launcherSshKey;
    this.provider = this.makeProvider(name, args);
    if (args.ssh.gone) leaveUntouched(this.provider);
    this.registerOutputs({ dockerUrl: this.dockerUrl, dockerVersion: this.dockerVersion });
  }

  /** The provider's address waits for the proof, so nothing is declared on a host that does not answer. */
  private makeProvider(name: string, args: DockerHostArgs): docker.Provider {
    const { ssh, client } = args;
    const url = this.access === "tls" ? this.dockerUrl : `ssh://${ssh.user}@${ssh.address}:${ssh.port}`;
    return new docker.Provider(
      name,
      {
        host: this.dockerVersion.apply(() => url),
        ...(this.access === "tls" && client
          ? { caMaterial: client.ca, certMaterial: client.certificate, keyMaterial: client.privateKey }
          : { sshOpts: opensshOptions(ssh) }),
        registryAuth: (args.registries ?? []).map(({ url, username, password }) => ({
          address: url,
          username,
          password: pulumi.secret(password),
        })),
      },
      { parent: this, ...(ssh.gone ? untouched : {}) },
    );
  }
}

function reach(name: string, args: DockerHostArgs, parent: pulumi.Resource): Reached {
  const { ssh, daemonOptions = {} } = args;
  const observer = ssh.gone ? blind : (args.observer ?? realObserver);
  const docker = args.install ? installDocker(ssh, { parent }) : "";
  const installed = args.after === undefined ? docker : pulumi.all([docker, args.after]).apply(([id]) => id);
  const common = { ssh, daemonOptions, observer, installed, parent };
  if (args.access === "ssh") return overSsh(common);
  if (args.access === "unix") return overUnixSocket(common);
  const { ca, client, port = 2376, names = [] } = args;
  if (!ca || !client) throw new TypeError(`${name}: access "tls" needs ca and client`);
  return overTls(common, { ca, client, port, names });
}
