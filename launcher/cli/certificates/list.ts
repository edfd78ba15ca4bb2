import type { X509Certificate } from "node:crypto";
import { parseDockerUrl } from "../../config/index.ts";
import type { HostConfig, LauncherConfig } from "../../config/index.ts";
import { LauncherError } from "../../error.ts";
import { certificateFacts } from "./certificate.ts";
import type { CertificateFacts } from "./certificate.ts";
import { handshake } from "./handshake.ts";
import { readCertificates, readPem } from "./pem.ts";

/** Whose certificate it is: that of the authority, of the launcher, or of the host's dockerd. */
export type Role = "ca" | "client" | "server";

/** A certificate of the configuration, and which hosts it is for. */
export type ListedCertificate = CertificateFacts & {
  role: Role;
  hosts: string[];
  /** Where it was read; null for what a host showed. */
  file: string | null;
};

/** A certificate that could not be read or that no host showed. */
export type UnreadCertificate = { role: Role; host_name: string; error: string };

/** What `certs --json` prints. */
export type CertificateList = { certificates: ListedCertificate[]; unread: UnreadCertificate[] };

/**
 * All certificates of the hosts with `tls`: what the files hold, and what each dockerd shows in a handshake. One that serves
 * several hosts is listed once.
 *
 * @param now Milliseconds since the epoch.
 */
export async function listCertificates(config: LauncherConfig, now: number): Promise<CertificateList> {
  const hosts = config.docker_hosts.filter((host) => host.tls !== undefined);
  const timeoutMs = config.request_timeout_seconds * 1000;
  const found = await Promise.all(hosts.flatMap((host) => roles.map((role) => read(role, host, timeoutMs))));
  const certificates = new Map<string, ListedCertificate>();
  for (const { role, host, file, read: all } of found) {
    for (const certificate of all) {
      const key = `${role} ${file ?? ""} ${certificate.fingerprint256}`;
      const known = certificates.get(key);
      if (known !== undefined) known.hosts.push(host);
      else certificates.set(key, { role, hosts: [host], file, ...certificateFacts(certificate, now) });
    }
  }
  const unread = found.flatMap(({ role, host, error }) =>
    error === null ? [] : [{ role, host_name: host, error }],
  );
  return { certificates: [...certificates.values()], unread };
}

const roles: Role[] = ["ca", "client", "server"];

type Read = { role: Role; host: string; file: string | null; read: X509Certificate[]; error: string | null };

async function read(
  role: Role,
  { host_name: host, ...config }: HostConfig,
  timeoutMs: number,
): Promise<Read> {
  const { tls } = config;
  const file = (role === "ca" ? tls?.ca_cert : role === "client" ? tls?.client_cert : undefined) ?? null;
  const found = { role, host, file, error: null };
  try {
    if (role === "server") return { ...found, read: await shownBy(config, timeoutMs) };
    return { ...found, read: file === null ? [] : await readCertificates(`tls.${role}_cert`, file) };
  } catch (error) {
    const reason = error instanceof LauncherError ? error.message : textOf(error);
    return { ...found, read: [], error: reason };
  }
}

/** The server's own certificate; of the others the files tell. */
async function shownBy(
  { docker_url: url, tls }: Pick<HostConfig, "docker_url" | "tls">,
  timeoutMs: number,
): Promise<X509Certificate[]> {
  const address = parseDockerUrl(url);
  if (typeof address === "string" || address.kind !== "tcp" || tls === undefined) return [];
  const [cert, key] = await Promise.all([
    readPem("tls.client_cert", tls.client_cert),
    readPem("tls.client_key", tls.client_key),
  ]);
  const { chain } = await handshake({ host: address.host, port: address.port, cert, key }, timeoutMs);
  return chain.slice(0, 1);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}
