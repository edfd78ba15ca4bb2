import { closest, distance } from "fastest-levenshtein";

/**
 * The sentence that names the known key nearest to an unknown one, or lists all of them when none is near.
 *
 * @param what What they are, for the list. Default: `keys`.
 * @example
 * suggest("netwrok", ["network", "networks"]); // "Did you mean 'network'?"
 */
export function suggest(key: string, known: readonly string[], what = "keys"): string {
  const nearest = known.length === 0 ? undefined : closest(key.toLowerCase(), known);
  if (nearest !== undefined && distance(key.toLowerCase(), nearest) <= Math.max(2, key.length / 3)) {
    return `Did you mean '${nearest}'?`;
  }
  return `Known ${what}: ${known.join(", ")}.`;
}
