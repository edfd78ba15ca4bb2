import type { SystemName } from "./names.ts";
import { stat } from "./stats.ts";
import type { Stat } from "./stats.ts";

/** Figure → system → what was measured. */
export type Figures = Record<string, Partial<Record<SystemName, Stat>>>;

/** Collects single measurements, and what went wrong. */
export class Samples {
  readonly notes: string[] = [];
  readonly #values = new Map<string, Map<SystemName, number[]>>();

  add(figure: string, system: SystemName, ...values: number[]): void {
    const ofFigure = this.#values.get(figure) ?? new Map<SystemName, number[]>();
    this.#values.set(figure, ofFigure);
    ofFigure.set(system, [...(ofFigure.get(system) ?? []), ...values]);
  }

  /** Keeps a remark for the report; the same one only once. */
  note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }

  figures(): Figures {
    return Object.fromEntries<Figures[string]>(
      [...this.#values].map(([figure, systems]) => [
        figure,
        Object.fromEntries([...systems].map(([system, values]) => [system, stat(values)])),
      ]),
    );
  }
}
