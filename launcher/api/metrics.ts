import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { LauncherError } from "../error.ts";
import type { HostStatus } from "../runs/hostStatus.ts";

/** What the launcher counts. Labels have few values: no run, job or container is one. */
export class Metrics {
  readonly registry = new Registry();
  readonly #launches = new Counter({
    name: "dagster_multihost_launches_total",
    help: "Launch steps by step and outcome: ok, retryable or failed.",
    labelNames: ["step", "outcome"],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: "dagster_multihost_launch_step_seconds",
    help: "Duration of a launch step: create (with pull) or start.",
    labelNames: ["step"],
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300],
    registers: [this.registry],
  });
  readonly #hostUp = this.#hostGauge("host_up", "1 when the Docker host answered the latest check, else 0.");
  readonly #containers = this.#hostGauge("host_containers_running", "Run containers that run on the host.");
  readonly #drained = this.#hostGauge("host_drained", "1 when no new run is placed on the host, else 0.");
  readonly #expiry = this.#hostGauge(
    "host_certificate_expiry_timestamp_seconds",
    "When the host's server certificate expires, in seconds since the epoch; absent without TLS.",
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Measures one step of a launch. */
  async step<T>(step: "create" | "start", task: () => Promise<T>): Promise<T> {
    const stop = this.#seconds.startTimer({ step });
    try {
      const result = await task();
      this.#launches.inc({ step, outcome: "ok" });
      return result;
    } catch (error) {
      const retryable = error instanceof LauncherError && error.retryable;
      this.#launches.inc({ step, outcome: retryable ? "retryable" : "failed" });
      throw error;
    } finally {
      stop();
    }
  }

  hosts(statuses: HostStatus[]): void {
    for (const { hostName: host, reachable, ...status } of statuses) {
      this.#hostUp.set({ host }, reachable ? 1 : 0);
      this.#drained.set({ host }, status.drainedSince === null ? 0 : 1);
      // What is not known now is not shown, rather than the value of some time ago.
      if (status.containersRunning === null) this.#containers.remove({ host });
      else this.#containers.set({ host }, status.containersRunning);
      if (status.certificateExpiry !== null) this.#expiry.set({ host }, status.certificateExpiry / 1000);
    }
  }

  #hostGauge(name: string, help: string): Gauge<"host"> {
    const registers = [this.registry];
    return new Gauge({ name: `dagster_multihost_${name}`, help, labelNames: ["host"], registers });
  }
}
