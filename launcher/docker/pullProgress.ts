import { z } from "zod";
import type { PullProgress } from "./port.ts";

/** What is read of a line that the engine reports of a pull. */
export const progressLine = z
  .object({
    error: z.string().optional(),
    /** A layer; or, with the first line, a tag. */
    id: z.string().optional(),
    status: z.string().optional(),
    progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  })
  .refine(({ error, status }) => error !== undefined || status !== undefined, "neither status nor error");

export type ProgressLine = z.output<typeof progressLine>;

/** Far more than any image has. */
const mostLayers = 10_000;

type Layer = { done: boolean; current: number; size: number };

/** Adds up what the engine reports of the layers of an image. */
export class Progress {
  readonly #layers = new Map<string, Layer>();
  readonly #last = new Map<string, string>();

  /** @returns Whether the line says something new about its layer. */
  add({ id = "", status = "", progressDetail }: ProgressLine): boolean {
    const { current = 0, total = 0 } = progressDetail ?? {};
    const said = `${status} ${current}`;
    if (this.#last.get(id) === said || this.#last.size > mostLayers) return false;
    this.#last.set(id, said);
    const before = this.#layers.get(id);
    if (before !== undefined || layerBegins.test(status))
      this.#layers.set(id, advanced(before, status, current, total));
    return true;
  }

  /** Whether nothing was reported at all. */
  get isEmpty(): boolean {
    return this.#last.size === 0;
  }

  get total(): PullProgress {
    const layers = [...this.#layers.values()];
    return {
      layersDone: layers.filter(({ done }) => done).length,
      layers: layers.length,
      bytesDone: sum(layers.map(({ current }) => current)),
      bytes: sum(layers.map(({ size }) => size)),
    };
  }
}

const layerBegins = /^(Pulling fs layer|Waiting|Downloading|Already exists|Pull complete)/;
const layerEnds = /^(Already exists|Pull complete)/;

function advanced(before: Layer | undefined, status: string, current: number, total: number): Layer {
  const layer = before ?? { done: false, current: 0, size: 0 };
  if (layerEnds.test(status)) return { ...layer, done: true, current: layer.size };
  if (status === "Downloading") return { ...layer, current, size: Math.max(total, current) };
  if (/^(Download complete|Verifying Checksum|Extracting)/.test(status))
    return { ...layer, current: layer.size };
  return layer;
}

function sum(numbers: number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
