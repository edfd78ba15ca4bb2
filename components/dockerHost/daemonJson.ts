import { isDeepStrictEqual } from "node:util";
import { ProvisioningError } from "../errors.ts";
import { isObject, printJson, readObject, type DaemonOptions, type Json } from "./json.ts";

export type { DaemonOptions } from "./json.ts";

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
  return printJson(merge(current, options) as DaemonOptions);
}

function parse(host: string, text: string): DaemonOptions {
  const value = readObject(text);
  if (value) return value;
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
