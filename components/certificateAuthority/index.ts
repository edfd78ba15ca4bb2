import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { issue, type Certificate, type Usage } from "./issue.ts";
import { subjectAltNames } from "./subjectAltNames.ts";

export type { Certificate } from "./issue.ts";

export interface CertificateAuthorityArgs {
  /** Lifetime of the CA certificate in hours. Default 87600, ten years. */
  caValidityHours?: number;
  /** Lifetime of server and client certificates in hours. Default 8760, one year. */
  validityHours?: number;
  /** The share of a lifetime after which the next `up` renews a server or client certificate. Default 2/3. */
  renewAt?: number;
  /** The moment that decides the renewal window, in milliseconds since the epoch. Default: now. */
  now?: number;
}

/**
 * A private certificate authority for the Docker hosts of one deployment: mutual TLS between the control plane and every
 * dockerd. Private keys are Pulumi secrets.
 *
 * @example
 * const ca = new CertificateAuthority("ca");
 * const server = ca.issueServer("host-b", ["host-b", "10.0.1.2"]);
 * const client = ca.issueClient("launcher");
 */
export class CertificateAuthority extends pulumi.ComponentResource {
  /** The CA certificate in PEM form. */
  readonly certificate: pulumi.Output<string>;
  /** When the CA certificate ends, RFC 3339. */
  readonly expiry: pulumi.Output<string>;
  private readonly key: tls.PrivateKey;
  private readonly args: Required<CertificateAuthorityArgs>;

  constructor(name: string, args: CertificateAuthorityArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:CertificateAuthority", name, {}, opts);
    this.args = {
      caValidityHours: args.caValidityHours ?? 87_600,
      validityHours: args.validityHours ?? 8_760,
      renewAt: args.renewAt ?? 2 / 3,
      now: args.now ?? Date.now(),
    };
    this.key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent: this });
    const self = new tls.SelfSignedCert(
      name,
      {
        privateKeyPem: this.key.privateKeyPem,
        isCaCertificate: true,
        validityPeriodHours: this.args.caValidityHours,
        allowedUses: ["cert_signing", "crl_signing"],
        subject: { commonName: `dagster-multihost CA (${pulumi.getStack()})` },
      },
      { parent: this },
    );
    this.certificate = self.certPem;
    this.expiry = self.validityEndTime;
    this.registerOutputs({ certificate: this.certificate, expiry: this.expiry });
  }

  /** A certificate for a dockerd, valid for each of the names and addresses that clients dial. */
  issueServer(name: string, names: string[], opts?: pulumi.CustomResourceOptions): Certificate {
    return this.issue(name, "server_auth", subjectAltNames(names), opts);
  }

  /** A certificate that lets its holder command every dockerd which trusts this CA. */
  issueClient(name: string, opts?: pulumi.CustomResourceOptions): Certificate {
    return this.issue(name, "client_auth", { dnsNames: [], ipAddresses: [] }, opts);
  }

  private issue(
    name: string,
    usage: Usage,
    names: { dnsNames: string[]; ipAddresses: string[] },
    opts?: pulumi.CustomResourceOptions,
  ): Certificate {
    const { validityHours, renewAt, now } = this.args;
    return issue(
      name,
      {
        ...names,
        usage,
        validityHours,
        renewAt,
        now,
        caCertificate: this.certificate,
        caKey: this.key.privateKeyPem,
      },
      { parent: this, ...opts },
    );
  }
}
