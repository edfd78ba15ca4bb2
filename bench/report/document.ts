import type { Figures } from "../samples.ts";
import type { Machine } from "./machine.ts";
import { ratiosTo } from "./ratios.ts";
import type { Ratios } from "./ratios.ts";

/** What goes into the document besides the figures. */
export type About = {
  /** When the benchmark began, in ISO 8601. */
  at: string;
  commit: string | undefined;
  /** How long it took. */
  minutes: number;
  machine: Machine;
  /** What went wrong or is left out, and why. */
  notes: string[];
};

/** The figures by name, and beside them where they come from and what they are in terms of the floor and of the peer. */
export type BenchDocument = Record<string, unknown> & Beside;
type Beside = { about: About; ratios: { to_floor: Ratios; to_peer: Ratios } };

export function benchDocument(figures: Figures, about: About): BenchDocument {
  const ratios = { to_floor: ratiosTo(figures, "floor"), to_peer: ratiosTo(figures, "peer") };
  return { ...figures, ratios, about };
}

/** The figures of a document. */
export function figuresOf(document: BenchDocument): Figures {
  const beside = new Set(["about", "ratios"]);
  return Object.fromEntries(Object.entries(document).filter(([name]) => !beside.has(name))) as Figures;
}
