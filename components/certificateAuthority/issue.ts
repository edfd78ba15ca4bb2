import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { Authority } from "./authority.ts";
import type { Lifetime } from "./lifetime.ts";

/** What a certificate may be used for, in the words of the tls provider (RFC 5280, extended key usage). */
export type Usage = "server_auth" | "client_auth";

/** A certificate with its private key, all in PEM form. */
export interface Certificate {
  /** The CAs to trust: more than one while the CA is being changed. */
  ca: pulumi.Output<string>;
  /** The certificate itself. */
  certificate: pulumi.Output<string>;
  /** A Pulumi secret. */
  privateKey: pulumi.Output<string>;
  /** When the certificate ends, RFC 3339. */
  expiry: pulumi.Output<string>;
  /** From when on an `up` renews it, RFC 3339. */
  renewsAfter: string;
}

export interface IssueArgs {
  usage: Usage;
  dnsNames: string[];
  ipAddresses: string[];
  lifetime: Lifetime;
  /** The CA that signs, and its label. */
  signer: Authority;
  label: string;
  /** The CAs to trust. */
  bundle: pulumi.Output<string>;
}

/** A key and a certificate that the CA signed. Both are made anew in every renewal window, and by every new CA. */
export function issue(name: string, args: IssueArgs, opts: pulumi.CustomResourceOptions): Certificate {
  const { lifetime, signer } = args;
  const id = `${name}-${args.label}-${lifetime.window}`;
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
      caCertPem: signer.certificate,
      caPrivateKeyPem: signer.privateKey,
      validityPeriodHours: lifetime.validityHours,
      allowedUses: ["digital_signature", args.usage],
    },
    opts,
  );
  return {
    ca: args.bundle,
    certificate: signed.certPem,
    privateKey: pulumi.secret(key.privateKeyPem),
    expiry: signed.validityEndTime,
    renewsAfter: new Date(lifetime.renewsAfter).toISOString(),
  };
}
