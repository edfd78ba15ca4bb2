import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { certificateExpiry, daysLeft } from "../../../../launcher/certificates/certificateExpiry.ts";
import { clientCertificates } from "../../../../launcher/certificates/clientCertificates.ts";
import { fleetConfig } from "../fleet.ts";
import { madeCertificates } from "./madeCertificates.ts";

const day = 86_400_000;
const { folder, make } = madeCertificates();
let short: ReturnType<typeof make>;
let long: ReturnType<typeof make>;

beforeAll(() => {
  short = make("short", 3);
  long = make("long", 40);
});

const days = (pem: string, which?: "first" | "last") => {
  const expiry = certificateExpiry(pem, which);
  return expiry === undefined ? undefined : Math.round((expiry - Date.now()) / day);
};

test("of a chain the first to end counts, of a bundle of authorities the last", () => {
  for (const pem of [short.pem + long.pem, `${long.key}${long.pem}text\n${short.pem}`]) {
    expect([days(pem), days(pem, "last")]).toEqual([3, 40]);
  }
});

test("what is no certificate has no end, and neither has a chain with a broken one", () => {
  expect(days(long.key)).toBeUndefined();
  const broken = long.pem.replace(/\n[A-Za-z0-9+/]{20}/, "\nAAAAAAAAAAAAAAAAAAAA");
  expect(days(short.pem + broken)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => certificateExpiry(text) === undefined));
});

test("a day counts when it is whole", () => {
  expect([daysLeft(3 * day, 0), daysLeft(3 * day - 1, 0), daysLeft(0, 1)]).toEqual([3, 2, -1]);
});

const tls = (ca: string, client: string) => ({
  docker_url: "tcp://10.0.1.2:2376",
  tls: { ca_cert: ca, client_cert: client, client_key: "/key" },
});

test("the certificates of the configured hosts are read from their files, each time anew", async () => {
  const bundle = join(folder, "bundle.pem");
  writeFileSync(bundle, short.pem + long.pem);
  const { docker_hosts } = fleetConfig({}, (name) => (name === "b" ? tls(bundle, short.path) : {}));
  const found = (await clientCertificates(docker_hosts)).map(({ expiry, ...rest }) => ({
    ...rest,
    days: Math.round((expiry - Date.now()) / day),
  }));
  expect(found).toEqual([
    { host: "b", certificate: "ca", days: 40 },
    { host: "b", certificate: "client", days: 3 },
  ]);
  const metrics = new Metrics();
  metrics.host.certificates.configured(docker_hosts);
  const gauge = /certificate_expiry_timestamp_seconds{host="b",certificate="(\w+)"} (\d+)/g;
  const shown = [...(await metrics.registry.metrics()).matchAll(gauge)];
  expect(shown.map(([, name, at]) => [name, Math.round((Number(at) * 1000 - Date.now()) / day)])).toEqual([
    ["ca", 40],
    ["client", 3],
  ]);
  writeFileSync(bundle, short.pem);
  expect((await metrics.registry.metrics()).match(gauge)).toHaveLength(2);
  writeFileSync(bundle, "gone");
  expect((await metrics.registry.metrics()).match(gauge)).toHaveLength(1);
});
