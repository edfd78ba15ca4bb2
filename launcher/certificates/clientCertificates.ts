import { readFile } from "node:fs/promises";
import type { HostConfig } from "../config/index.ts";
import { certificateExpiry } from "./certificateExpiry.ts";

/** A certificate that the launcher uses towards a host. `ca` is the authority that must have signed the host's. */
export type ClientCertificate = { host: string; certificate: "ca" | "client"; expiry: number };

/**
 * When the certificate files of the configured hosts end, as they are on the disk now. A file that cannot be read is left
 * out: whether it can be used shows when the host is called.
 *
 * @returns `expiry` in milliseconds since the epoch.
 */
export async function clientCertificates(hosts: readonly HostConfig[]): Promise<ClientCertificate[]> {
  // Hosts often share one file.
  const files = new Map<string, Promise<string>>();
  const read = (path: string): Promise<string> => {
    const text = files.get(path) ?? readFile(path, "utf8").catch(() => "");
    files.set(path, text);
    return text;
  };
  const ends = hosts.flatMap(({ host_name: host, tls }) => [
    endOf(host, "ca", tls?.ca_cert, read),
    endOf(host, "client", tls?.client_cert, read),
  ]);
  return (await Promise.all(ends)).filter((end) => end !== undefined);
}

async function endOf(
  host: string,
  certificate: ClientCertificate["certificate"],
  path: string | undefined,
  read: (path: string) => Promise<string>,
): Promise<ClientCertificate | undefined> {
  if (path === undefined) return undefined;
  const expiry = certificateExpiry(await read(path), certificate === "ca" ? "last" : "first");
  return expiry === undefined ? undefined : { host, certificate, expiry };
}
