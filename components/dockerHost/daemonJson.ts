import { isDeepStrictEqual } from "node:util";
import { ProvisioningError } from "../errors.ts";

/** A value of dockerd's configuration file. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type DaemonOptions = Record<string, Json>;

/** Two certificates for one dockerd cannot be merged: another owner's clients would be shut out. */
const exclusive = ["tls", "tlsverify", "tlscacert", "tlscert", "tlskey"];

/**
 * The daemon.json of a host with our options merged in. What is there stays: objects are merged key by key, lists are
 * joined without repeating an entry, and only a scalar that we set ourselves is replaced. Merging twice changes nothing.
 *
 * @param host     The host's name, for messages.
 * @param existing Text of the file that is there; empty when there is none.
 * @param options  What we want in it, in dockerd's own names.
 * @throws ProvisioningError DAEMON_JSON_INVALID or DAEMON_JSON_CONFLICT.
 * @example
 * mergeDaemonJson("host-b", '{"dns": ["10.0.0.1"]}', { "live-restore": true });
 */
export function mergeDaemonJson(host: string, existing: string, options: DaemonOptions): string {
  const current = parse(host, existing);
  for (const key of exclusive) {
    if (key in options && key in current && !isDeepStrictEqual(current[key], options[key])) {
      throw new ProvisioningError(
        "DAEMON_JSON_CONFLICT",
        `host ${host}: /etc/docker/daemon.json already sets "${key}" to ${JSON.stringify(current[key])}. Its clients would ` +
          'be shut out. Remove the key there, or use "access: ssh" for this host.',
      );
    }
  }
  return `${JSON.stringify(merge(current, options), null, 2)}\n`;
}

function parse(host: string, text: string): DaemonOptions {
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text) as Json;
    if (isObject(value)) return value;
  } catch {
    // Not JSON: the same mend as for JSON of another kind.
  }
  throw new ProvisioningError(
    "DAEMON_JSON_INVALID",
    `host ${host}: /etc/docker/daemon.json is not a JSON object, so nothing can be merged into it. Repair or remove it.`,
  );
}

function merge(current: Json, wanted: Json): Json {
  if (isObject(current) && isObject(wanted)) {
    const merged = new Map(Object.entries(current));
    for (const [key, value] of Object.entries(wanted)) {
      const there = merged.get(key);
      merged.set(key, there === undefined ? value : merge(there, value));
    }
    return Object.fromEntries(merged);
  }
  if (Array.isArray(current) && Array.isArray(wanted)) {
    return [...current, ...wanted.filter((item) => !current.some((there) => isDeepStrictEqual(there, item)))];
  }
  return wanted;
}

function isObject(value: Json): value is DaemonOptions {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
