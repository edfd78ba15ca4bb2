import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { cacheDirectory } from "../scripts/cache.ts";
import { labSuffix } from "./topology.ts";

/** Where the lab keeps its keys and passwords; readable by this user only. */
export function labDirectory(): string {
  return cacheDirectory(`lab${labSuffix()}`);
}

/** An OpenSSH key pair on disk: `file` is the private key, `publicKey` a line such as `ssh-ed25519 AAAA…`. */
export type KeyPair = { file: string; publicKey: string };

/**
 * A new ed25519 key pair in OpenSSH's format.
 *
 * ssh2 drops the leading zero bytes of a public key (of one in 256), and OpenSSH cannot load what is then left: such a pair is
 * made again.
 */
export function newKeyPair(): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
    if (isWhole(pair.public)) return pair;
  }
}

/** Whether a line such as `ssh-ed25519 AAAA…` has a public key of 32 bytes, as RFC 8709 wants it. */
export function isWhole(publicKey: string): boolean {
  const [, base64 = ""] = publicKey.split(" ");
  return Buffer.from(base64, "base64").length === 4 + "ssh-ed25519".length + 4 + 32;
}

/** The key pair of that name; made when it is missing. */
export function keyPair(name: string, directory = labDirectory()): KeyPair {
  const file = join(directory, name);
  if (!existsSync(file) || !existsSync(`${file}.pub`)) {
    const pair = newKeyPair();
    writeSecret(`${file}.pub`, `${pair.public.trim()}\n`);
    writeSecret(file, pair.private);
  }
  return { file, publicKey: readFileSync(`${file}.pub`, "utf8").trim() };
}

/** The file with the registry's password; the password is made when it is missing. */
export function passwordFile(directory = labDirectory()): string {
  const file = join(directory, "registry-password");
  if (!existsSync(file)) writeSecret(file, randomBytes(24).toString("base64url"));
  return file;
}

/** Forgets every key and password of the lab. */
export function removeKeys(): void {
  rmSync(labDirectory(), { recursive: true, force: true });
}

function writeSecret(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
}
