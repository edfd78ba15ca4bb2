import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Rotation } from "../../../components/index.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { authority, labelOf } from "../../../components/certificateAuthority/authority.ts";
import { certificateArgs } from "../../../stacks/certificates.ts";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import { declaredBy } from "./declared.ts";
import { sampleFleet } from "./sampleFleet.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "multihost-ca-"));
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  for (const name of ["one", "two"]) make(name, "TRUE");
  make("leaf", "FALSE");
  writeFileSync(at("text.pem"), "not a certificate\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A self-signed certificate NAME.pem of two days, with its key NAME.key. */
function make(name: string, ca: "TRUE" | "FALSE"): void {
  const key = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-keyout",
    at(`${name}.key`),
  ];
  const extension = ["-addext", `basicConstraints=critical,CA:${ca}`];
  const args = ["-subj", `/CN=${name}`, "-days", "2", "-out", at(`${name}.pem`)];
  execFileSync("openssl", ["req", "-x509", ...key, ...args, ...extension], { stdio: "pipe" });
}

const files = (
  certificate: string,
  key = certificate,
): { certificateFile: string; privateKeyFile: string } => ({
  certificateFile: at(`${certificate}.pem`),
  privateKeyFile: at(`${key}.key`),
});

function fleetWith(certificates: FleetInput["certificates"]): FleetInput {
  return { ...sampleFleet(), certificates };
}

const declared = async (certificates: FleetInput["certificates"], last?: Rotation): Promise<string> =>
  JSON.stringify(
    [...(await declaredBy(fleetWith(certificates), last)).values()].filter(({ type }) =>
      type.startsWith("tls:"),
    ),
  );

test("a CA of one's own signs, and none is made", async () => {
  const resources = await declared({ ca: files("one") });
  expect(resources).not.toContain("SelfSignedCert");
  const [, line = ""] = readFileSync(at("one.pem"), "utf8").split("\n");
  expect(resources).toContain(line);
  expect(resources.match(/host-b-server-brought-[0-9a-f]{12}-/g)?.length).toBeGreaterThan(0);
});

test("from one CA of one's own to the next, the earlier one signs until everybody knows the new one", async () => {
  const label = /launcher-(brought-[0-9a-f]{12})-/;
  const one = label.exec(await declared({ ca: files("one") }))?.[1] ?? "";
  const two = label.exec(await declared({ ca: files("two") }))?.[1] ?? "";
  const last = { target: one, signer: one, trusted: [one] };
  const both = { ca: files("two"), previousCa: files("one") };
  expect(label.exec(await declared(both, last))?.[1]).toBe(one);
  expect(label.exec(await declared(both, { target: two, signer: one, trusted: [one, two] }))?.[1]).toBe(two);
});

test.each([
  [
    "a file that is not there",
    { ca: files("three") },
    /CA_INVALID: fleet\.certificates\.ca\.certificateFile: .*three\.pem cannot be read/,
  ],
  [
    "the key of another",
    { ca: files("one", "two") },
    /CA_INVALID: fleet\.certificates\.ca: .*two\.key is not the unencrypted PEM private key/,
  ],
  ["no certificate", { previousCa: files("text", "one") }, /CA_INVALID: fleet\.certificates\.previousCa: /],
])("%s is refused", (_, certificates, message) => {
  expect(() => certificateArgs(loadFleet(fleetWith(certificates)))).toThrow(message);
});

test("what is no CA, or one that has ended, is refused by its name", () => {
  const read = (name: string): { certificate: string; privateKey: string } => ({
    certificate: readFileSync(at(`${name}.pem`), "utf8"),
    privateKey: "",
  });
  const now = Date.now();
  expect(labelOf(read("one"), "certificates.ca", now)).toMatch(/^brought-[0-9a-f]{12}$/);
  expect(() => labelOf(read("leaf"), "certificates.ca", now)).toThrow(
    /CA_INVALID: certificates\.ca: "CN=leaf" is not the certificate of a CA/,
  );
  expect(() => labelOf(read("one"), "certificates.ca", now + 3 * 86_400_000)).toThrow(
    /the certificate ended on/,
  );
});

test("a CA that is still in use must be named", () => {
  expect(() => authority("ca", "brought-0123456789ab", new Map(), {})).toThrow(
    /CA_MISSING: .*certificates\.previousCa/s,
  );
});
