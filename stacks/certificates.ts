import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import {
  type BroughtAuthority,
  type CertificateAuthorityArgs,
  ProvisioningError,
  type Rotation,
} from "../components/index.ts";
import { localFile } from "./fleet/privateKey.ts";
import type { Fleet } from "./fleet/schema.ts";

/**
 * The arguments of the fleet's CertificateAuthority, with the files of CAs that are brought along.
 *
 * @param lastRotation What the last completed `up` reached.
 * @throws ProvisioningError CA_INVALID when a file cannot be read, or key and certificate do not belong together.
 */
export function certificateArgs(fleet: Fleet, lastRotation?: Rotation): CertificateAuthorityArgs {
  const { ca, previousCa, ...rest } = fleet.certificates;
  return {
    ...rest,
    ...(ca ? { ca: readAuthority(ca, "certificates.ca") } : {}),
    ...(previousCa ? { previousCa: readAuthority(previousCa, "certificates.previousCa") } : {}),
    ...(lastRotation ? { lastRotation } : {}),
  };
}

type Files = NonNullable<Fleet["certificates"]["ca"]>;

function readAuthority({ certificateFile, privateKeyFile }: Files, field: string): BroughtAuthority {
  const certificate = read(certificateFile, `${field}.certificateFile`);
  const privateKey = read(privateKeyFile, `${field}.privateKeyFile`);
  if (!belongTogether(certificate, privateKey)) {
    throw new ProvisioningError(
      "CA_INVALID",
      `fleet.${field}: ${privateKeyFile} is not the unencrypted PEM private key of the first certificate in ${certificateFile}. ` +
        "Name the key that belongs to it (openssl pkey -in KEY -out KEY.plain takes a passphrase off).",
    );
  }
  return { certificate, privateKey: pulumi.secret(privateKey) };
}

function belongTogether(certificate: string, privateKey: string): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    return false;
  }
}

function read(file: string, field: string): string {
  try {
    return readFileSync(localFile(file), "utf8");
  } catch {
    throw new ProvisioningError("CA_INVALID", `fleet.${field}: ${localFile(file)} cannot be read.`);
  }
}
