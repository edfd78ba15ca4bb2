import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { renewalWindow } from "./renewalWindow.ts";

/** What a certificate may be used for, in the words of the tls provider (RFC 5280, extended key usage). */
export type Usage = "server_auth" | "client_auth";

/** A certificate with its private key, all in PEM form. */
export interface Certificate {
  ca: pulumi.Output<string>;
  certificate: pulumi.Output<string>;
  /** A Pulumi secret. */
  privateKey: pulumi.Output<string>;
  /** When the certificate ends, RFC 3339. */
  expiry: pulumi.Output<string>;
}

export interface IssueArgs {
  usage: Usage;
  dnsNames: string[];
  ipAddresses: string[];
  validityHours: number;
  renewAt: number;
  now: number;
  caCertificate: pulumi.Output<string>;
  caKey: pulumi.Output<string>;
}

/** A key and a certificate that the CA signed. Both are made anew in every renewal window. */
export function issue(name: string, args: IssueArgs, opts: pulumi.CustomResourceOptions): Certificate {
  const id = `${name}-${renewalWindow(args.now, args.validityHours, args.renewAt)}`;
  const key = new tls.PrivateKey(id, { algorithm: "ECDSA", ecdsaCurve: "P256" }, opts);
  const request = new tls.CertRequest(
    id,
    {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: name },
      dnsNames: args.dnsNames,
      ipAddresses: args.ipAddresses,
    },
    opts,
  );
  const signed = new tls.LocallySignedCert(
    id,
    {
      certRequestPem: request.certRequestPem,
      caCertPem: args.caCertificate,
      caPrivateKeyPem: args.caKey,
      validityPeriodHours: args.validityHours,
      allowedUses: ["digital_signature", args.usage],
    },
    opts,
  );
  return {
    ca: args.caCertificate,
    certificate: signed.certPem,
    privateKey: pulumi.secret(key.privateKeyPem),
    expiry: signed.validityEndTime,
  };
}
