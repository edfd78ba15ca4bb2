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
  readonly #hostUp = new Gauge({
    name: "dagster_multihost_host_up",
    help: "1 when the Docker host answered the latest check, else 0.",
    labelNames: ["host"],
    registers: [this.registry],
  });

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
    for (const { hostName, reachable } of statuses) this.#hostUp.set({ host: hostName }, reachable ? 1 : 0);
  }
}
