import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hostsAnswer } from "../../../../launcher/cli/launcher/answers.ts";
import { driftOf } from "../../../../launcher/cli/stack/drift.ts";
import type { StackOutputs } from "../../../../launcher/cli/stack/outputs.ts";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";
import { runCommand } from "./runCommand.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const ends = "2027-01-01T00:00:00Z";

function stack(): StackOutputs {
  return {
    hosts: [
      { name: "host-a", url: "unix:///var/run/docker.sock", access: "unix", dockerVersion: "20.10.24" },
      {
        name: "host-b",
        url: "tcp://10.0.1.2:2376",
        access: "tls",
        dockerVersion: "20.10.24",
        certificateExpiry: ends,
      },
      {
        name: "host-d",
        url: "ssh://10.0.1.4",
        access: "none",
        dockerVersion: "none",
        certificateExpiry: null,
      },
    ],
    locations: [
      { name: "etl", hosts: ["host-b"], image: `r:5000/etl@${digest("a")}` },
      { name: "reporting", hosts: ["host-d"], image: null },
      { name: "admin", hosts: ["host-a"], image: `r:5000/control@${digest("c")}` },
    ],
  };
}

function live(ofHost: object = {}, image = `r:5000/etl@${digest("a")}`) {
  const host = {
    ...{
      host_name: "host-b",
      docker_url: "tcp://10.0.1.2",
      locations: ["etl"],
      reachable: true,
      drained: false,
    },
    ...{
      version: "20.10.24",
      containers_running: 0,
      containers_total: 0,
      certificate_days_left: 40,
      error: null,
    },
    certificate_expires_at: "2027-01-01T00:00:00.000Z",
  };
  const { hosts } = hostsAnswer.parse({ hosts: [{ ...host, ...ofHost }] });
  const locations = [
    { name: "etl", image },
    { name: "reporting", image: null },
    { name: "admin", image: `r:5000/control@${digest("c")}` },
  ];
  return { hosts: hosts, locations };
}

test("a fleet that is as pulumi up left it has no drift", () => {
  expect(driftOf(stack(), live())).toEqual([]);
});

test.each([
  ["docker_url", live({ docker_url: "tcp://10.0.1.9:2376" }), "tcp://10.0.1.9:2376"],
  ["docker_version", live({ version: "28.0.1" }), "28.0.1"],
  ["certificate", live({ certificate_expires_at: "2026-12-01T00:00:00.000Z" }), "2026-12-01T00:00:00.000Z"],
  ["hosts", live({ locations: [] }), ""],
  ["image", live({}, `r:5000/etl@${digest("b")}`), `r:5000/etl@${digest("b")}`],
])("finds another %s", (field, found, value) => {
  expect(driftOf(stack(), found)).toEqual([expect.objectContaining({ field, live: value })]);
});

function configured(daemonOptions: Record<string, unknown> | null): StackOutputs {
  const { hosts, locations } = stack();
  return { hosts: hosts.map((host) => ({ ...host, daemonOptions })), locations };
}

test.each([
  ["live-restore", true, false, "true", "false"],
  ["log-driver", "local", "json-file", "local", "json-file"],
  [
    "insecure-registries",
    ["r:5000", "s:5000"],
    ["127.0.0.0/8", "r:5000"],
    "r:5000 s:5000",
    "127.0.0.0/8 r:5000",
  ],
  ["insecure-registries", ["r:5000"], [], "r:5000", "none"],
  ["tlsverify", true, false, "true", "false"],
])("finds dockerd's %s in another way than it was configured", (option, wanted, found, shown, value) => {
  expect(driftOf(configured({ [option]: wanted }), live({ daemon_options: { [option]: found } }))).toEqual([
    { kind: "host", name: "host-b", field: `dockerd.${option}`, stack: shown, live: value },
  ]);
});

test("an option that one side does not tell is no difference, nor is what a server has besides", () => {
  const told = { "live-restore": true, "insecure-registries": ["127.0.0.0/8", "r:5000", "own:5000"] };
  const same = { "live-restore": true, "insecure-registries": ["r:5000"], tlsverify: true, constructor: "x" };
  expect(driftOf(configured(same), live({ daemon_options: told }))).toEqual([]);
  expect(driftOf(configured(null), live({ daemon_options: { debug: true } }))).toEqual([]);
  expect(driftOf(configured({ "live-restore": true }), live({ daemon_options: null }))).toEqual([]);
  expect(driftOf(stack(), live({ daemon_options: { "live-restore": false } }))).toEqual([]);
});

test("finds what is on one side alone, and takes no answer for no difference", () => {
  const renamed = live({ host_name: "host-x", locations: [] });
  const found = driftOf(stack(), { ...renamed, locations: renamed.locations.slice(1) });
  const one = { field: "presence", live: null, stack: "there" };
  expect(found).toContainEqual({ ...one, kind: "host", name: "host-b" });
  expect(found).toContainEqual({ ...one, kind: "host", name: "host-x", stack: null, live: "there" });
  expect(found).toContainEqual({ ...one, kind: "location", name: "etl" });
  expect(driftOf(stack(), { hosts: null, locations: null })).toEqual([]);
  expect(driftOf(stack(), live({ version: null, certificate_expires_at: null }))).toEqual([]);
});

let running: Deployment;
beforeEach(async () => (running = await deployment()));
afterEach(() => running.close());

test("status shows the drift, and exits with 3", async () => {
  running.dagster.locations["etl"] = { image: "app:2", instigators: [] };
  const hosts = ["b", "c", "d", "e"].map((name) => ({
    name,
    url: "local",
    access: "unix",
    dockerVersion: "20.10.24",
  }));
  const file = join(running.folder, "outputs.json");
  writeFileSync(file, JSON.stringify({ hosts, locations: [{ name: "etl", hosts: ["b"], image: "app:1" }] }));
  const { code, stdout, stderr } = await running.run("status", "--json", "--stack-outputs", file);
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    healthy: false,
    drift: [{ kind: "location", name: "etl", field: "image", stack: "app:1", live: "app:2" }],
  });
  expect(stderr).toMatch(
    /Code location 'etl' differs from the stack in image: app:2 instead of app:1\. Run pulumi up/,
  );
});

test("status tells how to mend an option of dockerd, and when the stack does not tell what was configured", async () => {
  running.dagster.locations["etl"] = { image: "app:1", instigators: [] };
  running.host("b").options = { "live-restore": false };
  const outputsWith = (daemonOptions?: object): string => {
    const common = { url: "local", access: "unix", dockerVersion: "20.10.24", daemonOptions };
    const hosts = ["b", "c", "d", "e"].map((name) => ({ name, ...common }));
    const file = join(running.folder, "outputs.json");
    const locations = [{ name: "etl", hosts: ["b"], image: "app:1" }];
    writeFileSync(file, JSON.stringify({ hosts, locations }));
    return file;
  };
  const drifted = await running.run("status", "--stack-outputs", outputsWith({ "live-restore": true }));
  expect(drifted.code).toBe(3);
  expect(drifted.stderr).toBe(
    "Host 'b' differs from the stack in dockerd's live-restore: false instead of true. " +
      "Run pulumi up; if it has nothing to change, restart dockerd on the host.\n",
  );
  const older = await running.run("status", "--stack-outputs", outputsWith());
  expect(older.code).toBe(0);
  expect(older.stderr).toMatch(/^The stack's outputs do not tell dockerd's options, .*run pulumi up/);
  await running.run("status");
  // A measurement that nobody asked for is not made.
  expect(running.host("b").calls.filter((call) => call === "daemonOptions")).toHaveLength(2);
});

test.each([
  [["--stack-outputs", "/no/file"], 1, /STACK_OUTPUTS_INVALID: .*ENOENT.*pulumi stack output --json/],
  [["--stack-outputs", "package.json"], 1, /STACK_OUTPUTS_INVALID: .*hosts and locations are expected/],
  [["--stack-outputs", "a", "--stack", "b"], 2, /USAGE_INVALID: /],
  [["--stack"], 2, /argument missing/],
])("status %j exits with %i", async (args, code, text) => {
  const outcome = await runCommand(["status", ...args]);
  expect([outcome.code, outcome.stdout]).toEqual([code, ""]);
  expect(outcome.stderr).toMatch(text);
});
