import { createHmac, timingSafeEqual } from "node:crypto";

/** The keys that a known_hosts file holds for one host. */
export type KnownKeys = { accepted: KnownKey[]; revoked: KnownKey[] };

/** A public key: its type, such as `ssh-ed25519`, and its blob. */
export type KnownKey = { type: string; blob: Buffer };

/**
 * Finds the keys of a host in the text of a known_hosts file: plain names, `*` and `?` patterns, negated patterns,
 * `[host]:port` and hashed names. Lines of certificate authorities are passed over.
 */
export function knownKeys(text: string, host: string, port: number): KnownKeys {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  const keys: KnownKeys = { accepted: [], revoked: [] };
  for (const line of text.split("\n")) {
    const match = /^\s*(?:(@\S+)\s+)?([^\s#@]\S*)\s+(\S+)\s+([A-Za-z0-9+/=]+)(?:\s|$)/.exec(line);
    const [, marker, hosts = "", type = "", blob = ""] = match ?? [];
    if (match === null || marker === "@cert-authority" || !matches(hosts, name)) continue;
    keys[marker === "@revoked" ? "revoked" : "accepted"].push({ type, blob: Buffer.from(blob, "base64") });
  }
  return keys;
}

/** Whether the key that a server shows is one of the accepted keys and not revoked. */
export function isKnownKey({ accepted, revoked }: KnownKeys, blob: Buffer): boolean {
  return accepted.some((key) => key.blob.equals(blob)) && !revoked.some((key) => key.blob.equals(blob));
}

/**
 * The signature algorithms for the key types that are known, so that a server with several keys shows one of those.
 * The order is that of the file.
 */
export function hostKeyAlgorithms({ accepted }: KnownKeys): string[] {
  const algorithms = accepted.flatMap(({ type }) =>
    type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type],
  );
  return [...new Set(algorithms)];
}

function matches(hosts: string, name: string): boolean {
  if (hosts.startsWith("|1|")) return matchesHash(hosts, name);
  const patterns = hosts.toLowerCase().split(",");
  const negated = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  return (
    !negated.some((pattern) => glob(pattern).test(name)) &&
    patterns.some((pattern) => !pattern.startsWith("!") && glob(pattern).test(name))
  );
}

function matchesHash(hashed: string, name: string): boolean {
  const [, , salt = "", hash = ""] = hashed.split("|");
  const wanted = Buffer.from(hash, "base64");
  const actual = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}

function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}
