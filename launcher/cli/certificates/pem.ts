import { X509Certificate } from "node:crypto";
import { LauncherError } from "../../error.ts";
import { readNamed } from "../../docker/readNamed.ts";

const block = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads all certificates of a PEM file.
 *
 * @param field The field of the configuration that names the file.
 * @throws LauncherError `CERTIFICATE_INVALID` that names field and file.
 */
export async function readCertificates(field: string, file: string): Promise<X509Certificate[]> {
  const blocks = (await readPem(field, file)).toString("latin1").match(block) ?? [];
  if (blocks.length === 0) throw invalid(`${field} '${file}' holds no certificate in PEM`);
  try {
    return blocks.map((text) => new X509Certificate(text));
  } catch (error) {
    throw invalid(`${field} '${file}' holds a certificate that cannot be read`, error);
  }
}

/**
 * Reads a file of PEM that the configuration names.
 *
 * @throws LauncherError `CERTIFICATE_INVALID` that names field and file.
 */
export function readPem(field: string, file: string): Promise<Buffer> {
  return readNamed(field, file).catch((error: unknown) => {
    throw invalid(error instanceof Error ? error.message : String(error), error);
  });
}

function invalid(what: string, cause?: unknown): LauncherError {
  return new LauncherError("CERTIFICATE_INVALID", `${what}. Put the right file there, as pulumi up does.`, {
    cause,
  });
}
