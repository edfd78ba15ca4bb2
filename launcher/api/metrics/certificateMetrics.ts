import { Gauge } from "prom-client";
import type { Registry } from "prom-client";
import { clientCertificates } from "../../certificates/clientCertificates.ts";
import type { HostConfig } from "../../config/index.ts";

/** When each certificate ends that stands between the launcher and its hosts. The files are read when it is asked. */
export class CertificateMetrics {
  readonly #gauge: Gauge<"host" | "certificate">;
  readonly #servers = new Map<string, number>();
  #hosts: readonly HostConfig[] = [];

  constructor(registry: Registry) {
    this.#gauge = new Gauge({
      name: "dagster_multihost_certificate_expiry_timestamp_seconds",
      help: "When a certificate expires, in seconds since the epoch: the host's own (server), the launcher's (client), its authority's (ca).",
      labelNames: ["host", "certificate"],
      registers: [registry],
      collect: () => this.#collect(),
    });
  }

  /** Takes over the hosts of a configuration that came into force. */
  configured(hosts: readonly HostConfig[]): void {
    this.#hosts = hosts;
  }

  /**
   * Takes over what a host presented.
   *
   * @param expiry Milliseconds since the epoch; null when it was not seen, which changes nothing: a host that does not
   * answer has its certificate still, and that may be why.
   */
  seen(host: string, expiry: number | null): void {
    if (expiry !== null) this.#servers.set(host, expiry);
  }

  /** Takes out all other hosts. */
  keep(hosts: ReadonlySet<string>): void {
    for (const host of [...this.#servers.keys()]) if (!hosts.has(host)) this.#servers.delete(host);
  }

  async #collect(): Promise<void> {
    const clients = await clientCertificates(this.#hosts);
    this.#gauge.reset();
    for (const { host, certificate, expiry } of clients) {
      this.#gauge.set({ host, certificate }, expiry / 1000);
    }
    for (const [host, expiry] of this.#servers)
      this.#gauge.set({ host, certificate: "server" }, expiry / 1000);
  }
}
