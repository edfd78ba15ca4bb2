import { describe, expect, test } from "vitest";
import { clockFinding } from "../../../../../launcher/cli/doctor/checks/clock.ts";
import { containerFindings, infoFindings } from "../../../../../launcher/cli/doctor/checks/daemonOptions.ts";
import { diskFinding } from "../../../../../launcher/cli/doctor/checks/disk.ts";
import { iccFinding } from "../../../../../launcher/cli/doctor/checks/icc.ts";
import { clashes, missing } from "../../../../../launcher/cli/doctor/checks/networks.ts";
import { postgresFinding } from "../../../../../launcher/cli/doctor/checks/postgres.ts";
import type { Info } from "../../../../../launcher/cli/doctor/hosts/engineAnswers.ts";
import { infoAnswer } from "../../../../../launcher/cli/doctor/hosts/engineAnswers.ts";
import { hostConfigSchema } from "../../../../../launcher/config/index.ts";

const gibibyte = 1024 ** 3;
const info = (changes: object): Info =>
  infoAnswer.parse({ ServerVersion: "20.10.24", SystemTime: "2026-11-21T20:00:00Z", ...changes });
const outcomes = (changes: object): Record<string, string> =>
  Object.fromEntries(
    infoFindings(info(changes)).map(({ reference, outcome }) => [reference?.split(", ")[1] ?? "", outcome]),
  );

describe("clock", () => {
  test.each([
    ["the same", 0, "ok", "agrees"],
    ["within the time of the question", 1400, "ok", "agrees"],
    ["a second ahead", 2500, "ok", "1.0 s ahead"],
    ["ten seconds ahead", 11_500, "warning", "10.0 s ahead"],
    ["ten seconds behind", -10_000, "warning", "10.0 s behind"],
    ["an hour behind", -3_600_000, "failure", "3600.0 s behind"],
  ])("%s", (_, hostMs, outcome, text) => {
    const finding = clockFinding({ hostMs, askedAt: 0, answeredAt: 1500 });
    expect(finding).toMatchObject({ outcome, found: expect.stringContaining(text) as string });
    expect(finding.fix === null).toBe(outcome === "ok");
  });
});

describe("dockerd's options", () => {
  test("a daemon as provisioning sets it up", () => {
    const good = {
      LiveRestoreEnabled: true,
      CgroupDriver: "systemd",
      CgroupVersion: "2",
      ExperimentalBuild: false,
    };
    expect(new Set(Object.values(outcomes(good)))).toEqual(new Set(["ok"]));
  });

  test.each([
    ["2.15", { LiveRestoreEnabled: false }, "warning"],
    ["2.15", { LiveRestoreEnabled: false, Swarm: { LocalNodeState: "active" } }, "skipped"],
    ["2.5", { RegistryConfig: { InsecureRegistryCIDRs: ["127.0.0.0/8", "::1/128"] } }, "ok"],
    ["2.5", { RegistryConfig: { InsecureRegistryCIDRs: ["10.0.0.0/8"] } }, "warning"],
    ["2.5", { RegistryConfig: { IndexConfigs: { "r:5000": { Secure: false } } } }, "warning"],
    [
      "2.7",
      { Warnings: ["WARNING: API is accessible on http://0.0.0.0:2375 without encryption."] },
      "failure",
    ],
    [
      "2.7",
      { Warnings: ["[DEPRECATION NOTICE]: API is accessible on tcp://0.0.0.0:2375 without TLS"] },
      "failure",
    ],
    ["2.7", { Warnings: ["WARNING: No swap limit support"] }, "ok"],
    ["2.18", { ExperimentalBuild: true }, "warning"],
    ["2.10", { CgroupDriver: "none" }, "warning"],
    ["2.10", { CgroupDriver: "cgroupfs", CgroupVersion: "2" }, "warning"],
  ])("CIS %s with %j is %s", (section, changes, outcome) => {
    expect(outcomes(changes)[section]).toBe(outcome);
  });

  test("what a container tells", () => {
    const probe = { dagster: "1", disk: { free: 1, total: 1 }, postgres: { state: "ok" } };
    const of = (no_new_privileges: boolean | null, driver: string, options = {}): string[] =>
      containerFindings({ ...probe, no_new_privileges, log: { driver, options } }).map(
        ({ outcome }) => outcome,
      );
    expect(of(true, "json-file", { "max-size": "10m" })).toEqual(["ok", "ok"]);
    expect(of(false, "json-file")).toEqual(["warning", "warning"]);
    expect(of(null, "local")).toEqual(["skipped", "ok"]);
  });

  test("the default bridge", () => {
    const bridge = (enable_icc: string) => [
      { Name: "bridge", Driver: "bridge", Options: { "com.docker.network.bridge.enable_icc": enable_icc } },
    ];
    expect([bridge("false"), bridge("true"), []].map((one) => iccFinding(one).outcome)).toEqual([
      "ok",
      "warning",
      "skipped",
    ]);
  });
});

describe("networks", () => {
  const host = (network?: string) =>
    hostConfigSchema.parse({ host_name: "b", location_names: [], network, networks: ["n2"] });
  const there = ["bridge", "app_n1", "n2"].map((Name) => ({ Name, Driver: "bridge" }));

  test("one that is missing, with the name that Compose gave it", () => {
    const [first, second] = missing(host("n1"), there);
    expect(first).toMatchObject({ outcome: "failure", fix: expect.stringContaining("'app_n1'") as string });
    expect(second?.outcome).toBe("ok");
  });

  test("a subnet that holds another host's address", () => {
    const network = {
      Name: "wide",
      Driver: "bridge",
      IPAM: { Config: [{ Subnet: "10.0.0.0/8" }, { Subnet: "fd00::/64" }] },
    };
    const clash = clashes(
      [network],
      [
        { host: "c", address: "10.0.1.3" },
        { host: "d", address: "192.0.2.1" },
      ],
    );
    expect(clash).toHaveLength(1);
    expect(clash[0]).toMatchObject({
      outcome: "warning",
      found: expect.stringContaining("host 'c'") as string,
    });
    expect(clashes([network], [{ host: "d", address: "fd00::5" }])[0]?.outcome).toBe("warning");
    expect(clashes(there, [{ host: "c", address: "10.0.1.3" }])[0]?.outcome).toBe("ok");
  });
});

test.each([
  [0.5, 100, "failure"],
  [2, 100, "failure"],
  [4, 20, "warning"],
  [9, 100, "warning"],
  [50, 100, "ok"],
])("%d GiB free of %d is %s", (free, total, outcome) => {
  expect(diskFinding({ free: free * gibibyte, total: total * gibibyte }, "/var/lib/docker").outcome).toBe(
    outcome,
  );
});

test("every state of Postgres has a sentence and a fix of its own", () => {
  const states =
    "not_postgres variable_missing driver_missing name_unresolved connection_refused connect_timeout".split(
      " ",
    );
  const all = [...states, "authentication", "ssl", "database_missing", "other"].map((state) =>
    postgresFinding({ state, host: "db", port: 5432, detail: "X" }, "etl"),
  );
  expect(new Set(all.map(({ found }) => found)).size).toBe(all.length);
  expect(new Set(all.map(({ fix }) => fix)).size).toBe(all.length);
  expect(postgresFinding({ state: "ok", host: "db", port: 5432 }, "etl")).toMatchObject({
    outcome: "ok",
    fix: null,
  });
});
