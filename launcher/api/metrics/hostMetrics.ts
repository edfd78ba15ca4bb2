import type { Registry } from "prom-client";
import type { HostStatus } from "../../runs/hostStatus.ts";
import { HostGauge } from "./hostGauge.ts";

/** The metrics that have one value for each Docker host. Those of a host that is configured no more disappear. */
export class HostMetrics {
  readonly #checked: Record<
    "up" | "running" | "total" | "warm" | "warmMemory" | "drained" | "expiry",
    HostGauge
  >;
  readonly #capacity: HostGauge;
  readonly #stream: HostGauge;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string) => new HostGauge(registry, `host_${name}`, help);
    this.#checked = {
      up: gauge("up", "1 when the Docker host answered the latest check, else 0."),
      running: gauge("containers_running", "Run containers that run on the host."),
      total: gauge("containers", "Run containers on the host, also those that have ended."),
      warm: gauge("warm_idle", "Warm workers that wait for a run and have imported everything."),
      warmMemory: gauge("warm_memory_bytes", "What these workers took when they had imported everything."),
      drained: gauge("drained", "1 when no new run is placed on the host, else 0."),
      expiry: gauge(
        "certificate_expiry_timestamp_seconds",
        "When the host's server certificate expires, in seconds since the epoch; absent without TLS.",
      ),
    };
    this.#capacity = gauge("capacity", "Run containers that the host takes at once; absent without a limit.");
    this.#stream = gauge("event_stream_connected", "1 while the host's events are followed, else 0.");
  }

  /** Takes over the latest state of all hosts. */
  checked(statuses: HostStatus[]): void {
    const { up, running, total, warm, warmMemory, drained, expiry } = this.#checked;
    for (const { hostName, reachable, ...status } of statuses) {
      up.set(hostName, reachable ? 1 : 0);
      drained.set(hostName, status.drainedSince === null ? 0 : 1);
      running.set(hostName, status.containersRunning);
      total.set(hostName, status.containersTotal);
      warm.set(hostName, status.warmIdle);
      warmMemory.set(hostName, status.warmMemoryBytes);
      // A host that does not answer has its certificate still, and that may be why.
      if (status.certificateExpiry !== null) expiry.set(hostName, status.certificateExpiry / 1000);
    }
    const hosts = new Set(statuses.map(({ hostName }) => hostName));
    for (const gauge of Object.values(this.#checked)) gauge.keep(hosts);
  }

  /** Takes over the hosts of a configuration that came into force. */
  configured(capacities: ReadonlyMap<string, number | null>): void {
    for (const [host, capacity] of capacities) this.#capacity.set(host, capacity);
    const hosts = new Set(capacities.keys());
    for (const gauge of [...Object.values(this.#checked), this.#capacity, this.#stream]) gauge.keep(hosts);
  }

  /** Tells whether the events of a host are being followed. */
  stream(host: string, connected: boolean): void {
    this.#stream.set(host, connected ? 1 : 0);
  }
}
