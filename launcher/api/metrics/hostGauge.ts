import { Gauge } from "prom-client";
import type { Registry } from "prom-client";

/** A gauge with one value for each host. What is not known is not shown, rather than the value of some time ago. */
export class HostGauge {
  readonly #gauge: Gauge<"host">;
  readonly #hosts = new Set<string>();

  constructor(registry: Registry, name: string, help: string) {
    const labelNames = ["host"] as const;
    this.#gauge = new Gauge({ name: `dagster_multihost_${name}`, help, labelNames, registers: [registry] });
  }

  /** Sets the value of a host, or with null takes it out. */
  set(host: string, value: number | null): void {
    if (value === null) {
      this.#hosts.delete(host);
      this.#gauge.remove({ host });
    } else {
      this.#hosts.add(host);
      this.#gauge.set({ host }, value);
    }
  }

  /** Takes out all other hosts. */
  keep(hosts: ReadonlySet<string>): void {
    for (const host of [...this.#hosts]) if (!hosts.has(host)) this.set(host, null);
  }
}
