import type { Report } from "../scripts/report.ts";
import type { Size, SystemName } from "./names.ts";
import { Samples } from "./samples.ts";
import type { Environment } from "./setup/environment.ts";
import { DagsterSystem } from "./systems/dagsterSystem.ts";
import type { OpenOptions } from "./systems/dagsterSystem.ts";
import { Floor } from "./systems/floor.ts";
import type { System } from "./systems/system.ts";

/** What the measurements of all figures share. */
export class Bench {
  readonly samples = new Samples();
  readonly environment: Environment;
  readonly size: Size;
  readonly names: readonly SystemName[];
  readonly report: Report;
  readonly #opened = new Map<SystemName, Promise<System>>();

  constructor(environment: Environment, names: readonly SystemName[], size: Size, report: Report) {
    this.environment = environment;
    this.names = names;
    this.size = size;
    this.report = report;
  }

  /** The systems that are measured, without those of `except`; each is opened once. */
  async systems(except: readonly SystemName[] = []): Promise<System[]> {
    const wanted = this.names.filter((name) => !except.includes(name));
    // One after the other: each loads Dagster and makes its tables.
    const systems: System[] = [];
    for (const name of wanted) {
      const opened = this.#opened.get(name) ?? this.open(name);
      this.#opened.set(name, opened);
      systems.push(await opened);
    }
    return systems;
  }

  /** Those among them that are Dagster instances. */
  async dagsters(except: readonly SystemName[] = []): Promise<DagsterSystem[]> {
    return (await this.systems(except)).filter((system) => system instanceof DagsterSystem);
  }

  /** Opens a system, with an instance of its own, also when one of that name is open. */
  open(name: SystemName, options: OpenOptions = {}): Promise<System> {
    this.report(`Opening ${name}`);
    const { environment } = this;
    if (name !== "floor") return DagsterSystem.open(environment, name, options);
    return Promise.resolve(new Floor(environment, options.engineSocket ?? environment.socketPath));
  }

  /** Removes the containers of runs. */
  async removeRuns(runIds: readonly string[]): Promise<void> {
    const { engine } = this.environment;
    for (const id of runIds) {
      const labelled = await engine.find({ label: [`dagster/run_id=${id}`] });
      const named = await engine.find({ name: [`dagster-run-${id}-`] });
      await engine.remove([...new Set([...labelled, ...named])]);
    }
  }
}
