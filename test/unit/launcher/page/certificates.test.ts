import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Certificates } from "../../../../launcher/page/certificates.ts";
import type { HostView } from "../../../../launcher/runs/fleetView.ts";
import { fleetConfig } from "../fleet.ts";

const day = 86_400_000;
const pem: Record<number, string> = {};
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "certificates-"));
  for (const days of [10, 400]) {
    const file = join(folder, `${days}.pem`);
    const subject = [
      "-subj",
      "/CN=test",
      "-days",
      String(days),
      "-keyout",
      join(folder, "key.pem"),
      "-out",
      file,
    ];
    const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", ...subject];
    await execa("openssl", ["req", "-x509", ...options]);
    pem[days] = (await execa("cat", [file])).stdout;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const days = (expiry: number | null | undefined): number => Math.round(((expiry ?? 0) - Date.now()) / day);

function host(tls: object | undefined, serverCertificateExpiry: number | null): HostView {
  const at = { docker_url: "tcp://10.0.1.2:2376", ...(tls === undefined ? {} : { tls }) };
  const [config] = fleetConfig({}, at).docker_hosts;
  return { config, serverCertificateExpiry } as HostView;
}

test("a bundle of authorities is as good as its best certificate, a file without one is not known", async () => {
  const bundle = join(folder, "bundle.pem");
  const ca = async (text: string) => {
    writeFileSync(bundle, text);
    const tls = { client_cert: "/absent", client_key: "/absent", ca_cert: bundle };
    return (await new Certificates().of(host(tls, null), 0))?.ca;
  };
  expect(days(await ca(`${pem[10]}\n${pem[400]}`))).toBe(400);
  expect(await ca("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")).toBeNull();
  expect(await ca("")).toBeNull();
});

test("tells of server, client and authority; of a host without TLS nothing, of a missing file null", async () => {
  const tls = {
    client_cert: join(folder, "10.pem"),
    client_key: "/absent",
    ca_cert: join(folder, "400.pem"),
  };
  const certificates = new Certificates();
  const found = await certificates.of(host(tls, 5 * day), 0);
  expect([found?.server, days(found?.client), days(found?.ca)]).toEqual([5 * day, 10, 400]);
  expect(await certificates.of(host(undefined, null), 0)).toBeUndefined();
  const absent = await certificates.of(host({ ...tls, client_cert: "/absent" }, null), 0);
  expect(absent).toMatchObject({ server: 5 * day, client: null });
});

test("a renewed file is seen after a minute, and not read at every look", async () => {
  const file = join(folder, "renewed.pem");
  const tls = { client_cert: file, client_key: "/absent" };
  const certificates = new Certificates();
  writeFileSync(file, pem[10] ?? "");
  const client = async (now: number) => days((await certificates.of(host(tls, null), now))?.client);
  expect(await client(0)).toBe(10);
  writeFileSync(file, pem[400] ?? "");
  expect(await client(59_000)).toBe(10);
  expect(await client(61_000)).toBe(400);
});
