import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hostKeyAlgorithms, isKnownKey, knownKeys } from "../../../../launcher/docker/ssh/knownHosts.ts";

const key = Buffer.from("one key");
const other = Buffer.from("another key");
const line = (hosts: string, blob = key, type = "ssh-ed25519"): string =>
  `${hosts} ${type} ${blob.toString("base64")} comment`;
const accepts = (text: string, host: string, port = 22): boolean =>
  isKnownKey(knownKeys(text, host, port), key);

function hashed(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

describe("knownKeys", () => {
  test.each([
    ["a plain name", line("host-b"), "host-b", 22],
    ["one of several names", line("x,host-b,10.0.1.2"), "10.0.1.2", 22],
    ["any case", line("Host-B"), "host-b", 22],
    ["another port", line("[host-b]:2222"), "host-b", 2222],
    ["a pattern", line("*.example.com"), "b.example.com", 22],
    ["a hashed name", line(hashed("host-b")), "host-b", 22],
    ["a hashed name with a port", line(hashed("[host-b]:2222")), "host-b", 2222],
    ["a later line", `# comment\n\n${line("host-b", other)}\n${line("host-b")}`, "host-b", 22],
  ])("accepts the key under %s", (_, text, host, port) => {
    expect(accepts(text, host, port)).toBe(true);
  });

  test.each([
    ["another host", line("host-c"), "host-b", 22],
    ["another key", line("host-b", other), "host-b", 22],
    ["the standard port's line for another port", line("host-b"), "host-b", 2222],
    ["a negated pattern", line("*.example.com,!b.example.com"), "b.example.com", 22],
    ["a name that only begins like it", line("host"), "host-b", 22],
    ["a dot that is no wildcard", line("hostxb"), "host.b", 22],
    ["a revoked key", `${line("host-b")}\n@revoked ${line("host-b")}`, "host-b", 22],
    ["a certificate authority", `@cert-authority ${line("host-b")}`, "host-b", 22],
    ["a comment", `# ${line("host-b")}`, "host-b", 22],
  ])("refuses %s", (_, text, host, port) => {
    expect(accepts(text, host, port)).toBe(false);
  });

  test("asks the server for the kinds of key that are known", () => {
    const keys = knownKeys(`${line("b", key, "ssh-rsa")}\n${line("b")}\n${line("b")}`, "b", 22);
    expect(hostKeyAlgorithms(keys)).toEqual(["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"]);
  });
});
