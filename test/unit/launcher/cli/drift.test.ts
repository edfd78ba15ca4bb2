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
