import { systemNames } from "../names.ts";
import type { SystemName } from "../names.ts";
import type { Figures } from "../samples.ts";

/** Figure → system → its median divided by that of a reference. */
export type Ratios = Record<string, Partial<Record<SystemName, number>>>;

/** The medians of all systems in terms of one of them; figures that it lacks are left out. */
export function ratiosTo(figures: Figures, reference: SystemName): Ratios {
  const ratios: Ratios = {};
  for (const [figure, systems] of Object.entries(figures)) {
    const base = systems[reference]?.p50;
    if (base === undefined || base === 0) continue;
    const others = systemNames.filter((name) => name !== reference && systems[name] !== undefined);
    ratios[figure] = Object.fromEntries(
      others.map((name) => [name, Math.round(((systems[name]?.p50 ?? NaN) / base) * 100) / 100]),
    );
  }
  return ratios;
}
