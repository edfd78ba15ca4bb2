import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { HostConfig } from "../config/index.ts";
import type { HostView } from "../runs/fleetView.ts";

/** When the certificates expire by which a host is reached, in milliseconds since the epoch; null where it is not known. */
export type Expiries = { server: number | null; client: number | null; ca: number | null };

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** Certificates are renewed now and then: that is seen after this time. */
const freshMs = 60_000;

/** Remembers until when certificates are valid, so that a look at them costs nothing. */
export class Certificates {
  readonly #files = new Map<string, { readAt: number; expiry: Promise<number | null> }>();
  readonly #servers = new Map<string, number>();

  /** Those of one host; undefined without TLS. What a host presented last is remembered while it is lost. */
  async of({ config, serverCertificateExpiry }: HostView, now: number): Promise<Expiries | undefined> {
    const { tls, host_name } = config;
    if (tls === undefined) return undefined;
    if (serverCertificateExpiry !== null) this.#servers.set(host_name, serverCertificateExpiry);
    const [client, ca] = await Promise.all([this.#file(tls.client_cert, now), this.#ca(tls, now)]);
    return { server: this.#servers.get(host_name) ?? null, client, ca };
  }

  #ca({ ca_cert }: NonNullable<HostConfig["tls"]>, now: number): Promise<number | null> {
    return ca_cert === undefined ? Promise.resolve(null) : this.#file(ca_cert, now);
  }

  #file(path: string, now: number): Promise<number | null> {
    const known = this.#files.get(path);
    if (known !== undefined && now - known.readAt < freshMs) return known.expiry;
    const expiry = readFile(path, "utf8").then(latestExpiry, () => null);
    this.#files.set(path, { readAt: now, expiry });
    return expiry;
  }
}

/** Of several authorities, as while one takes the place of another, one that is valid is enough. Null when there is none. */
export function latestExpiry(pem: string): number | null {
  const expiries = (pem.match(block) ?? []).flatMap((text) => {
    try {
      return [Date.parse(new X509Certificate(text).validTo)];
    } catch {
      return [];
    }
  });
  return expiries.length === 0 ? null : Math.max(...expiries);
}
