import { readFile } from "node:fs/promises";
import { certificateExpiry } from "../certificates/certificateExpiry.ts";
import type { HostConfig } from "../config/index.ts";
import type { HostView } from "../runs/fleetView.ts";

/** When the certificates expire by which a host is reached, in milliseconds since the epoch; null where it is not known. */
export type Expiries = { server: number | null; client: number | null; ca: number | null };

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
    const [client, ca] = await Promise.all([this.#file(tls.client_cert, "first", now), this.#ca(tls, now)]);
    return { server: this.#servers.get(host_name) ?? null, client, ca };
  }

  /** Of several authorities, as while one takes the place of another, one that is valid is enough. */
  #ca({ ca_cert }: NonNullable<HostConfig["tls"]>, now: number): Promise<number | null> {
    return ca_cert === undefined ? Promise.resolve(null) : this.#file(ca_cert, "last", now);
  }

  #file(path: string, which: "first" | "last", now: number): Promise<number | null> {
    const known = this.#files.get(path);
    if (known !== undefined && now - known.readAt < freshMs) return known.expiry;
    const expiry = readFile(path, "utf8").then(
      (pem) => certificateExpiry(pem, which) ?? null,
      () => null,
    );
    this.#files.set(path, { readAt: now, expiry });
    return expiry;
  }
}
