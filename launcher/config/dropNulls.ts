import { userMaps } from "./userMaps.ts";

/**
 * A configuration without its keys that are null, at any depth: in YAML, as in Dagster, null means not set. Maps of a
 * user's own names are left as they are, and so are lists.
 *
 * @example
 * dropNulls({ network: null, container_kwargs: { environment: { DEBUG: null } } });
 * // { container_kwargs: { environment: { DEBUG: null } } }
 */
export function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(kept.map(([key, item]) => [key, userMaps.has(key) ? item : dropNulls(item)]));
}
