/** An idle worker of a host. */
export type IdleWorker = {
  id: string;
  name: string;
  location: string;
  digest: string;
  running: boolean;
  ageMs: number;
  /** Whether it has imported everything. */
  ready: boolean;
};

/** What is wanted of a host. */
export type Wanted = {
  /** Recipes of its code locations, that of the latest run first. */
  recipes: readonly { location: string; digest: string }[];
  /** The code locations that the host serves. */
  locations: readonly string[];
  /** Idle workers of each code location. */
  each: number;
  /** Idle workers of all code locations together. */
  most: number;
};

/** What is to be done: workers to remove, and the code location that wants another one. */
export type Plan = { remove: IdleWorker[]; make: string | undefined };

/** Imports, caches and connections of a process grow old; the worker would end by itself at 24 hours. */
const oldMs = 12 * 3_600_000;
/** How long workers that an earlier launcher left wait for a run that shows whether they fit still. */
const strangerMs = 3_600_000;

/** Decides about the idle workers of a host. */
export function plan(workers: readonly IdleWorker[], wanted: Wanted): Plan {
  const { recipes, each, most } = wanted;
  const shares = sharesOf(wanted);
  const kept = new Map<string, number>();
  const remove: IdleWorker[] = [];
  let total = 0;
  const known = new Map(recipes.map(({ location, digest }) => [location, digest]));
  const order = (worker: IdleWorker): number =>
    Number(!known.has(worker.location)) * 2 + Number(!worker.ready);
  for (const worker of workers.toSorted((one, other) => order(one) - order(other))) {
    const { location } = worker;
    const count = kept.get(location) ?? 0;
    if (fits(worker, wanted, known) && count < (shares.get(location) ?? each) && total < most) {
      kept.set(location, count + 1);
      total += 1;
    } else remove.push(worker);
  }
  const short = recipes.filter(({ location }) => (kept.get(location) ?? 0) < (shares.get(location) ?? 0));
  const [next] = short.toSorted(
    (one, other) => (kept.get(one.location) ?? 0) - (kept.get(other.location) ?? 0),
  );
  return { remove, make: total < most ? next?.location : undefined };
}

function fits(worker: IdleWorker, { locations }: Wanted, known: ReadonlyMap<string, string>): boolean {
  if (!worker.running || worker.ageMs > oldMs || !locations.includes(worker.location)) return false;
  const digest = known.get(worker.location);
  return digest === undefined ? worker.ageMs < strangerMs : digest === worker.digest;
}

/** How many workers each code location gets: one each in turn until all are given, beginning with the latest used. */
function sharesOf({ recipes, locations, each, most }: Wanted): Map<string, number> {
  const served = recipes.filter(({ location }) => locations.includes(location));
  const rest = Math.min(most, each * served.length);
  return new Map(
    served.map(({ location }, index) => [location, Math.ceil(Math.max(0, rest - index) / served.length)]),
  );
}
