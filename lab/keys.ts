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

/** The key pair of that name; made when it is missing. */
export function keyPair(name: string, directory = labDirectory()): KeyPair {
  const file = join(directory, name);
  if (!existsSync(file) || !existsSync(`${file}.pub`)) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
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
