import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import type { Diagnosis } from "../../../../launcher/cli/doctor/doctor.ts";
import type { Status } from "../../../../launcher/cli/status.ts";
import { LauncherProcess } from "../../launcher/faults/launcherProcess.ts";
import { skewClock } from "./skewedClock.ts";
import { startDockerd } from "./throwAwayDockerd.ts";

let home: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "daemon-"));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(home, { recursive: true });
});

async function dockerd(daemonJson: object, ...listeners: string[]): Promise<string> {
  const { socketPath, stop } = await startDockerd(daemonJson, listeners);
  closers.push(stop);
  return socketPath;
}

function configure(socketPath: string): void {
  const host = { host_name: "host-b", docker_url: `unix://${socketPath}`, location_names: ["etl"] };
  const config = { docker_hosts: [{ ...host, network: "none" }] };
  const run_launcher = {
    module: "dagster_multihost_launcher",
    class: "MultiHostDockerRunLauncher",
    config,
  };
  writeFileSync(join(home, "dagster.yaml"), stringify({ run_launcher }));
  writeFileSync(join(home, "workspace.yaml"), stringify({ load_from: [] }));
}

const cli = (...args: string[]) =>
  execa("launcher/cli/dagster-multihost", args, { env: { DAGSTER_HOME: home }, reject: false });

/** What `doctor` finds by one check: its exit code, and `SECTION OUTCOME FOUND` of each finding. */
async function doctor(check: string) {
  const { exitCode, stdout } = await cli("doctor", "--json", "--only", check);
  const { findings } = JSON.parse(stdout) as Diagnosis;
  const found = findings.filter((one) => one.check === check);
  const section = (reference = ""): string => reference.split(", ").at(-1) ?? "";
  return {
    exitCode,
    outcomes: Object.fromEntries(found.map(({ reference, outcome }) => [section(reference), outcome])),
    of: (wanted: string) => found.find(({ reference }) => section(reference) === wanted),
  };
}

const bad = { "live-restore": false, "insecure-registries": ["bad.example:5000"], experimental: true };

test("each bad option of a dockerd is found, with its line of daemon.json; with these lines mended all is well", async () => {
  // The port is one of the dockerd's own network, where nobody else is.
  configure(await dockerd(bad, "tcp://127.0.0.1:2375"));
  const before = await doctor("dockerd");
  expect(before.outcomes).toMatchObject({
    ...{ "2.15": "warning", "2.5": "warning", "2.18": "warning", "2.2": "warning", "2.7": "failure" },
  });
  expect(before.exitCode).toBe(3);
  expect(before.of("2.15")?.fix).toContain('"live-restore": true');
  expect(before.of("2.5")?.found).toContain("bad.example:5000");
  expect(before.of("2.7")?.found).toContain("127.0.0.1:2375");
  expect(before.of("2.18")?.fix).toContain('remove "experimental": true');
  expect(before.of("2.2")?.fix).toContain('"icc": false');

  configure(await dockerd({ "live-restore": true, icc: false }));
  const after = await doctor("dockerd");
  expect(after.outcomes).toMatchObject({ "2.15": "ok", "2.5": "ok", "2.7": "ok", "2.18": "ok", "2.2": "ok" });
  expect(after.exitCode).toBe(0);
});

test("status compares the options of a real dockerd with those that the stack configured", async () => {
  const outputs = join(home, "outputs.json");
  const configured = {
    "live-restore": true,
    "insecure-registries": ["r:5000"],
    experimental: true,
    tlsverify: true,
  };
  const host = {
    name: "host-b",
    access: "tls",
    dockerVersion: "20.10.24",
    url: "",
    daemonOptions: configured,
  };
  const socketPath = await dockerd(bad, "tcp://127.0.0.1:2375");
  writeFileSync(outputs, JSON.stringify({ hosts: [host], locations: [] }));
  configure(socketPath);
  const launcher = new LauncherProcess(home);
  await launcher.start();
  closers.push(() => launcher.kill());
  const socket = ["--socket", join(home, "launcher.sock"), "--webserver-url", "http://127.0.0.1:9"];
  const { stdout, exitCode } = await cli("status", "--json", "--stack-outputs", outputs, ...socket);
  expect(exitCode).toBe(3);
  const drift = (JSON.parse(stdout) as Status).drift ?? [];
  expect(
    drift
      .filter(({ field }) => field.startsWith("dockerd."))
      .map(({ field, stack, live }) => [field, stack, live]),
  ).toEqual([
    ["dockerd.live-restore", "true", "false"],
    ["dockerd.insecure-registries", "r:5000", "127.0.0.0/8 bad.example:5000"],
    ["dockerd.tlsverify", "true", "false"],
  ]);
});

test("a host whose clock is wrong is found, in front of a real dockerd", async () => {
  const path = join(home, "skewed.sock");
  const clock = await skewClock(path, await dockerd({}));
  closers.push(clock.close);
  configure(path);
  const judged = async (aheadMs: number) => {
    clock.aheadMs = aheadMs;
    const { exitCode, of } = await doctor("clock");
    return [exitCode, of("")?.outcome, of("")?.found];
  };
  expect(await judged(0)).toEqual([0, "ok", expect.stringContaining("agrees")]);
  expect(await judged(-10_000)).toEqual([0, "warning", expect.stringMatching(/is (9\.\d|10\.0) s behind/)]);
  expect(await judged(45_000)).toEqual([3, "failure", expect.stringMatching(/is 4[45]\.\d s ahead/)]);
});
