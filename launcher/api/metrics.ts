import { Counter, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import { LauncherError } from "../error.ts";
import type { EndCause } from "../watch/containerTable.ts";
import { ConfigMetrics } from "./metrics/configMetrics.ts";
import { HostMetrics } from "./metrics/hostMetrics.ts";
import { version } from "./version.ts";

/** A request that was answered. The route is its pattern, such as `/v1/runs/:run_id/start`; undefined when there is none. */
export type Answered = { method: string; route: string | undefined; status: number; seconds: number };

/** What the launcher counts. Labels have few values: no run, job or container is one. */
export class Metrics {
  readonly registry = new Registry();
  /** State of the hosts. */
  readonly host = new HostMetrics(this.registry);
  /** The configuration that is in force. */
  readonly config = new ConfigMetrics(this.registry);
  readonly #launches = this.#counter("launches_total", "Launch steps by outcome: ok, retryable or failed.", [
    ...["step", "outcome"],
  ]);
  readonly #steps = this.#histogram("launch_step_seconds", "Duration of a launch step, create with pull.", [
    "step",
  ]);
  readonly #failures = this.#counter("failures_total", "Failed requests by the code of the error.", [
    ...["route", "code"],
  ]);
  readonly #ended = this.#counter("ended_containers_total", "Run containers that ended, by cause.", [
    ...["host", "cause"],
  ]);
  readonly #requests = this.#histogram("request_seconds", "Duration of the requests to the launcher.", [
    ...["method", "route", "status"],
  ]);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#counter("info", "Always 1; the label tells the version.", ["version"]).inc({ version });
  }

  /** Measures one step of a launch. */
  async step<T>(step: "create" | "start", task: () => Promise<T>): Promise<T> {
    const stop = this.#steps.startTimer({ step });
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

  /** Counts the end of a run container, once for each. */
  ended(host: string, cause: EndCause): void {
    this.#ended.inc({ host, cause });
  }

  /** Counts a failed request. */
  failed(route: string | undefined, code: string): void {
    this.#failures.inc({ route: route ?? "none", code });
  }

  /** Measures a request that was answered. */
  answered({ method, route, status, seconds }: Answered): void {
    // Who asks for unknown routes chooses the method, too.
    const labels = route === undefined ? { method: "other", route: "none" } : { method, route };
    this.#requests.observe({ ...labels, status }, seconds);
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `dagster_multihost_${name}`, help, labelNames, registers: [this.registry] });
  }

  #histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    const buckets = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300];
    const registers = [this.registry];
    return new Histogram({ name: `dagster_multihost_${name}`, help, labelNames, buckets, registers });
  }
}
