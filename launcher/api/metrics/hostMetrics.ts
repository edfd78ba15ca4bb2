import type { Registry } from "prom-client";
import type { LauncherConfig } from "../../config/index.ts";
import type { HostStatus } from "../../runs/hostStatus.ts";
import { CertificateMetrics } from "./certificateMetrics.ts";
import { HostGauge } from "./hostGauge.ts";

/** The metrics that have one value for each Docker host. Those of a host that is configured no more disappear. */
export class HostMetrics {
  /** The certificates between the launcher and the hosts. */
  readonly certificates: CertificateMetrics;
  readonly #checked: Record<"up" | "running" | "total" | "warm" | "warmMemory" | "drained", HostGauge>;
  readonly #capacity: HostGauge;
  readonly #warmWorkers: HostGauge;
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
    };
    this.#capacity = gauge("capacity", "Run containers that the host takes at once; absent without a limit.");
    this.#warmWorkers = gauge("warm_workers", "Warm workers that are kept for each code location.");
    this.#stream = gauge("event_stream_connected", "1 while the host's events are followed, else 0.");
    this.certificates = new CertificateMetrics(registry);
  }

  /** Takes over the latest state of all hosts. */
  checked(statuses: HostStatus[]): void {
    const { up, running, total, warm, warmMemory, drained } = this.#checked;
    for (const { hostName, reachable, ...status } of statuses) {
      up.set(hostName, reachable ? 1 : 0);
      drained.set(hostName, status.drainedSince === null ? 0 : 1);
      running.set(hostName, status.containersRunning);
      total.set(hostName, status.containersTotal);
      warm.set(hostName, status.warmIdle);
      warmMemory.set(hostName, status.warmMemoryBytes);
      this.certificates.seen(hostName, status.certificateExpiry);
    }
    const hosts = new Set(statuses.map(({ hostName }) => hostName));
    for (const kept of [...Object.values(this.#checked), this.certificates]) kept.keep(hosts);
  }

  /** Takes over the hosts of a configuration that came into force. */
  configured({ docker_hosts, default_warm_workers }: LauncherConfig): void {
    for (const { host_name: host, capacity, warm_workers } of docker_hosts) {
      this.#capacity.set(host, capacity ?? null);
      this.#warmWorkers.set(host, warm_workers ?? default_warm_workers);
    }
    this.certificates.configured(docker_hosts);
    const hosts = new Set(docker_hosts.map(({ host_name }) => host_name));
    const gauges = [...Object.values(this.#checked), this.#capacity, this.#warmWorkers, this.#stream];
    for (const kept of [...gauges, this.certificates]) kept.keep(hosts);
  }

  /** Tells whether the events of a host are being followed. */
  stream(host: string, connected: boolean): void {
    this.#stream.set(host, connected ? 1 : 0);
  }
}
