import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { ProvisioningError } from "../errors.ts";
import { broughtLabel, parseLabel } from "./label.ts";

/** A CA of the user's own. */
export interface BroughtAuthority {
  /** PEM: the CA's certificate and, when it is not a root, those of its issuers up to the root. */
  certificate: string;
  /** PEM, unencrypted. Kept as a Pulumi secret. */
  privateKey: pulumi.Input<string>;
}

/** A CA that can sign. */
export interface Authority {
  /** The certificate that signs, in PEM form. */
  certificate: pulumi.Output<string>;
  /** What others have to trust, in PEM form: the certificate and its issuers. */
  chain: pulumi.Output<string>;
  privateKey: pulumi.Output<string>;
  /** When the certificate ends, RFC 3339. */
  expiry: pulumi.Output<string>;
}

/**
 * A CA by its label: made by Pulumi, or among those that were brought along.
 *
 * @throws ProvisioningError CA_MISSING when the CA was brought along once and is not any more.
 */
export function authority(
  name: string,
  label: string,
  brought: Map<string, BroughtAuthority>,
  opts: pulumi.CustomResourceOptions,
): Authority {
  const found = brought.get(label);
  if (found) return fromOutside(found);
  const own = parseLabel(label);
  if (own) return made(`${name}-${label}`, label, own.validityHours, opts);
  throw new ProvisioningError(
    "CA_MISSING",
    `the CA "${label}", which was brought along, still signs or is trusted, and its files are not named any more. Put them back as ` +
      "certificates.previousCa until two more ups have completed.",
  );
}

/**
 * The label of a CA that was brought along.
 *
 * @param field Its field, for messages.
 * @throws ProvisioningError CA_INVALID when the certificate is not one of a CA, or has ended.
 */
export function labelOf({ certificate }: BroughtAuthority, field: string, now: number): string {
  const problem = (text: string): ProvisioningError =>
    new ProvisioningError(
      "CA_INVALID",
      `${field}: ${text}. Name the PEM certificate of a CA that is still valid.`,
    );
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    throw problem("the file holds no certificate in PEM form");
  }
  if (!parsed.ca) throw problem(`"${parsed.subject.replaceAll("\n", ", ")}" is not the certificate of a CA`);
  if (endOf(certificate) <= now) throw problem(`the certificate ended on ${parsed.validTo}`);
  return broughtLabel(parsed);
}

/** When a certificate in PEM form ends, in milliseconds since the epoch. */
export function endOf(certificate: string): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}

function fromOutside({ certificate, privateKey }: BroughtAuthority): Authority {
  return {
    certificate: pulumi.output(new X509Certificate(certificate).toString()),
    chain: pulumi.output(certificate.endsWith("\n") ? certificate : `${certificate}\n`),
    privateKey: pulumi.secret(privateKey),
    expiry: pulumi.output(new Date(endOf(certificate)).toISOString()),
  };
}

function made(
  name: string,
  label: string,
  validityHours: number,
  opts: pulumi.CustomResourceOptions,
): Authority {
  const key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, opts);
  const self = new tls.SelfSignedCert(
    name,
    {
      privateKeyPem: key.privateKeyPem,
      isCaCertificate: true,
      validityPeriodHours: validityHours,
      allowedUses: ["cert_signing", "crl_signing"],
      // Two CAs of one name could not be told apart in a bundle.
      subject: { commonName: `dagster-multihost CA (${pulumi.getStack()}) ${label}` },
    },
    opts,
  );
  return {
    certificate: self.certPem,
    chain: self.certPem,
    privateKey: key.privateKeyPem,
    expiry: self.validityEndTime,
  };
}
