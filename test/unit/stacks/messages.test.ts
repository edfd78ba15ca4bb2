import { expect, test } from "vitest";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import type { HostStatus } from "../../../stacks/hostStatus.ts";
import { parseFacts, type ServerFacts } from "../../../stacks/preflight/server.ts";
import { warnings } from "../../../stacks/preflight/warnings.ts";
import { nextRenewal } from "../../../stacks/renewals.ts";
import { summary } from "../../../stacks/summary.ts";
import { sampleFleet } from "./sampleFleet.ts";

const now = Date.parse("2026-12-01T08:00:00Z");
const GiB = 1024 ** 2;
const healthy: ServerFacts = {
  docker: "28.5.1",
  disk: { path: "/var/lib/docker", usedPercent: 40, freeKib: 100 * GiB },
};

function warningsFor(facts: Partial<ServerFacts>, renewsAfter?: string, changed: object = {}): string[] {
  const input = sampleFleet();
  Object.assign(input.hosts[1] ?? {}, changed);
  const fleet = loadFleet(input);
  const [, host] = fleet.hosts;
  return host ? warnings(fleet, host, { ...healthy, ...facts }, renewsAfter, now) : [];
}

test("a server in order is no reason for a warning", () => {
  expect(warningsFor({}, "2026-12-02T00:00:00Z")).toEqual([]);
  expect(warningsFor({ docker: "20.10.24+dfsg1" })).toEqual([]);
});

test("what is about to go wrong is named with its mend", () => {
  const full = { path: "/var/lib/docker", usedPercent: 93, freeKib: 3.25 * GiB };
  expect(warningsFor({ disk: full })).toEqual([
    expect.stringMatching(
      /^host host-b: the disk with \/var\/lib\/docker is 93 % full, 3\.3 GiB are left\..*docker image prune/,
    ),
  ]);
  expect(warningsFor({ disk: { ...full, usedPercent: 50, freeKib: GiB } })).toHaveLength(1);
  expect(warningsFor({ docker: "19.03.15" })).toEqual([
    expect.stringMatching(/^host host-b: Docker Engine 19\.03\.15 is older than 20\.10,.*Update it/),
  ]);
  expect(warningsFor({}, "2026-11-30T00:00:00.000Z")).toEqual([
    expect.stringMatching(
      /^host host-b: its certificate is due for renewal since 2026-11-30\..*restarts dockerd/,
    ),
  ]);
});

test("ports on a public address are a warning until a firewall is asked for", () => {
  const address = "203.0.113.7";
  expect(warningsFor({}, undefined, { address })).toEqual([
    expect.stringMatching(
      /203\.0\.113\.7 is a public address, and port 2376, 4000 there .*hosts\[\]\.firewall of host-b/,
    ),
  ]);
  expect(warningsFor({}, undefined, { address, firewall: true })).toEqual([]);
  for (const of of ["192.168.1.7", "100.64.0.9", "fd00::7"])
    expect(warningsFor({}, undefined, { address: of })).toEqual([]);
});

test("what a server says is read, and what it does not say is left out", () => {
  expect(parseFacts("docker 28.5.1\n/dev/sda1   102400 61440 40960  60% /var/lib/docker\n")).toEqual({
    docker: "28.5.1",
    disk: { path: "/var/lib/docker", usedPercent: 60, freeKib: 40960 },
  });
  expect(parseFacts("")).toEqual({});
});

const host = (name: string, access: string, certificateExpiry: string | null): HostStatus => ({
  name,
  url: "",
  access,
  dockerVersion: "28.5.1",
  certificateExpiry,
  certificateDaysLeft: certificateExpiry === null ? null : 364,
  certificateRenewsAfter: null,
  daemonOptions: null,
});

test("the summary tells of every host and location, and when to come back", () => {
  const text = summary({
    hosts: [
      host("host-a", "unix", null),
      host("host-b", "tls", "2027-11-21T10:00:00Z"),
      host("host-d", "none", null),
    ],
    locations: [{ name: "etl_pipelines", hosts: ["host-b", "host-a"], grpcAddress: "", image: null }],
    webserver: "http://10.0.1.1:3000",
    launcher: "http://10.0.1.1:3001",
    nextCertificateRenewal: nextRenewal({
      "host-b": "2027-04-18T04:00:00Z",
      "host-c": "2027-05-01T00:00:00Z",
    }),
  });
  expect(text.split("\n")).toEqual([
    "The fleet is up: 3 hosts, 1 code location.",
    "  host-a         Docker 28.5.1 over unix",
    "  host-b         Docker 28.5.1 over tls   certificate until 2027-11-21 (364 days)",
    "  host-d         no Docker",
    "  etl_pipelines  runs on host-b, host-a",
    "  Web interface: http://10.0.1.1:3000   Status: http://10.0.1.1:3001",
    "  The next certificate to be renewed: 2027-04-18 (host-b). Run pulumi up then.",
  ]);
});

test("without certificates there is nothing to come back for", () => {
  expect(nextRenewal({})).toBe("none");
  const text = summary({
    hosts: [],
    locations: [],
    webserver: "",
    launcher: "",
    nextCertificateRenewal: "none",
  });
  expect(text).not.toContain("certificate");
});
