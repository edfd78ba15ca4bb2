import { Gauge } from "prom-client";
import type { Registry } from "prom-client";

/** Whether the newest dagster.yaml is in force, and since when the one that is. */
export class ConfigMetrics {
  readonly #successful: Gauge;
  readonly #loadedAt: Gauge;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string) =>
      new Gauge({ name: `dagster_multihost_config_${name}`, help, registers: [registry] });
    this.#successful = gauge("last_reload_successful", "1 when the newest dagster.yaml is in force, else 0.");
    this.#loadedAt = gauge(
      "last_reload_success_timestamp_seconds",
      "When the configuration that is in force was loaded, in seconds since the epoch.",
    );
  }

  /** @param at When, in milliseconds since the epoch. */
  loaded(at: number): void {
    this.#successful.set(1);
    this.#loadedAt.set(at / 1000);
  }

  /** A new dagster.yaml is not valid; the old one stays in force. */
  rejected(): void {
    this.#successful.set(0);
  }
}
