import { createPrivateKey } from "node:crypto";
import type { X509Certificate } from "node:crypto";
import { parseDockerUrl } from "../../../config/index.ts";
import type { HostConfig } from "../../../config/index.ts";
import { certificateFacts } from "../../certificates/certificate.ts";
import { handshake } from "../../certificates/handshake.ts";
import { readCertificates, readPem } from "../../certificates/pem.ts";
import type { Check } from "../check.ts";
import { failure, NotPossible, ok, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";
import { chainFinding } from "./tlsChain.ts";

type Tls = NonNullable<HostConfig["tls"]>;

/** Whether the certificates of both sides hold, each link of the chain, and how long they will. */
export const tls: Check<HostContext> = {
  name: "tls",
  limitSeconds: 30,
  run: async ({ host, config, deployment }) => {
    const address = parseDockerUrl(host.docker_url);
    if (typeof address === "string" || address.kind !== "tcp" || host.tls === undefined)
      throw new NotPossible("The host is not reached over TLS.");
    const { tls: files } = host;
    const now = deployment.io.now();
    const authorities =
      files.ca_cert === undefined ? [] : await readCertificates("tls.ca_cert", files.ca_cert);
    const [client] = await readCertificates("tls.client_cert", files.client_cert);
    const key = await readPem("tls.client_key", files.client_key);
    const own = [
      ...(files.verify ? [] : [unverified]),
      ...authorities.map((one) => lifeFinding("CA certificate", one, now)),
      ...(client === undefined
        ? []
        : [lifeFinding("client certificate", client, now), keyFinding(client, key, files)]),
    ];
    try {
      const ca = files.ca_cert === undefined ? {} : { ca: await readPem("tls.ca_cert", files.ca_cert) };
      const target = { host: address.host, port: address.port, key, ...ca };
      const shown = await handshake(
        { ...target, cert: await readPem("tls.client_cert", files.client_cert) },
        config.request_timeout_seconds * 1000,
      );
      const links = shown.chain.map((one, depth) =>
        lifeFinding(depth === 0 ? "server certificate" : "issuer of the server certificate", one, now),
      );
      const known = new Set(authorities.map(({ fingerprint256 }) => fingerprint256));
      const others = links.filter((_, index) => !known.has(shown.chain[index]?.fingerprint256 ?? ""));
      return [...own, chainFinding(shown, address.host), ...others];
    } catch (error) {
      const reason =
        error instanceof Error ? error.message || String((error as { code?: unknown }).code) : String(error);
      const fix = "See that dockerd runs there and that this port speaks TLS.";
      return [...own, failure(`No TLS handshake with ${address.host}:${address.port}: ${reason}.`, fix)];
    }
  },
};

const unverified = warning(
  "The server's certificate is not checked (tls.verify: false): anybody on the way can pose as the host.",
  "Set tls.verify to true and give tls.ca_cert.",
);

/** Whether a certificate is within its life, and how many days are left. */
export function lifeFinding(what: string, certificate: X509Certificate, now: number): Finding {
  const { subject, days_left: days, state, until, from } = certificateFacts(certificate, now);
  const name = `The ${what} (${subject})`;
  const renew = "Run pulumi up: it renews certificates that have passed two thirds of their life.";
  if (state === "expired") return failure(`${name} expired on ${until}.`, renew);
  if (state === "not_yet_valid")
    return failure(`${name} is valid from ${from} on only.`, "Correct the clock, see the check 'clock'.");
  if (state === "near_end") return warning(`${name} ends in ${days} days, on ${until}.`, renew);
  return ok(`${name} is valid for ${days} days${state === "due" ? "; the next pulumi up renews it" : ""}.`);
}

function keyFinding(client: X509Certificate, pem: Buffer, { client_key: file }: Tls): Finding {
  const fix = "Put the key there that the certificate was made with, as pulumi up does.";
  try {
    if (client.checkPrivateKey(createPrivateKey(pem)))
      return ok("tls.client_key is the key of tls.client_cert.");
    return failure(`tls.client_key '${file}' is not the key of tls.client_cert.`, fix);
  } catch {
    return failure(`tls.client_key '${file}' is not a private key that can be read.`, fix);
  }
}
