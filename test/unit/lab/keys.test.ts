import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isWhole, keyPair, newKeyPair, passwordFile } from "../../../lab/keys.ts";

describe("the lab's keys", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "lab-test-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are made once, belong together, and are for this user's eyes only", () => {
    const pair = keyPair("id", folder);
    expect(pair.publicKey).toMatch(/^ssh-ed25519 AAAA\S+$/);
    expect(keyPair("id", folder)).toEqual(pair);
    const parsed = ssh2.utils.parseKey(readFileSync(pair.file));
    if (parsed instanceof Error) throw parsed;
    expect(`ssh-ed25519 ${parsed.getPublicSSH().toString("base64")}`).toBe(pair.publicKey);
    expect(statSync(pair.file).mode & 0o777).toBe(0o600);
  });

  it("are never those of which ssh2 drops a byte, and which OpenSSH cannot load", () => {
    expect(
      isWhole("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAH90ajWLjjIJzhmGTzZInYXX1NGYZITQ1NjcxMjM0NTY3MTI="),
    ).toBe(false);
    for (let made = 0; made < 1000; made++) expect(isWhole(newKeyPair().public)).toBe(true);
  });

  it("differ from name to name", () => {
    expect(keyPair("a", folder).publicKey).not.toBe(keyPair("b", folder).publicKey);
  });

  it("include a password that is made once", () => {
    const password = readFileSync(passwordFile(folder), "utf8");
    expect(password.length).toBeGreaterThan(20);
    expect(readFileSync(passwordFile(folder), "utf8")).toBe(password);
    expect(statSync(passwordFile(folder)).mode & 0o777).toBe(0o600);
  });
});
