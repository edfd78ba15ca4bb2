import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dagster } from "../../lab/demo/dagster.ts";
import type { RunOutcome, StackStatus } from "../../lab/demo/outcome.ts";
import { demoRuns } from "../../lab/demo/runs.ts";
import { destroy, plainOutputs, removeStack, up } from "../../lab/demo/stack.ts";
import type { DockerEngine } from "../../lab/docker/engine.ts";
import { ensureDocker } from "../../lab/docker/ensure.ts";
import { faults } from "../../lab/faults.ts";
import { checkout } from "../../scripts/cache.ts";
import type { FleetInput } from "../../stacks/fleet/schema.ts";
import { newDeployment, report, type Deployment } from "./support/deployment.ts";
import { addressOf, footprints, onHost } from "./support/hosts.ts";

// The tests of this file build on each other, in order: one deployment from `up` to `destroy`.
const names = ["host-a", "host-b", "host-c", "host-d"];
// To these two one logs in as root, to the others as a user who may sudo.
const rootHosts = ["host-c", "host-d"];
const source = join(mkdtempSync(join(tmpdir(), "multihost-reporting-")), "reporting.py");
const failingJob = `

@dg.op
def divide():
    raise ZeroDivisionError("the figures of nobody")


@dg.job(executor_def=dg.in_process_executor, resource_defs={"io_manager": dg.mem_io_manager})
def broken_report():
    divide()


defs = dg.Definitions(jobs=[export_report, archive_reports, broken_report])
`;
let deployment: Deployment;
let engine: DockerEngine;
let before: Record<string, string>;
/** What a person reads during the first `up`. */
let said: string;
let status: StackStatus;
let dagster: Dagster;
let runs: RunOutcome[];
let destroyed = false;

beforeAll(async () => {
  deployment = await newDeployment("e2e");
  before = await footprints(names);
  const reporting = readFileSync(join(checkout, "images/example/reporting.py"), "utf8");
  writeFileSync(source, reporting + failingJob);
  await deployment.describe(asDescribed);
  engine = await ensureDocker(report);
  // A disk that is nearly full, as `df` tells it.
  await onHost(
    "host-b",
    `printf '#!/bin/sh\\necho "/dev/sda1 102400000 97280000 5120000 95%% /var/lib/docker"\\n' >/usr/local/bin/df; chmod 755 /usr/local/bin/df`,
  );
  const { outputs, stdout } = await up(deployment.stack, report);
  await onHost("host-b", "rm /usr/local/bin/df");
  said = stdout;
  status = plainOutputs(outputs);
  dagster = new Dagster(status.webserver);
});

type Process = NonNullable<NonNullable<FleetInput["locations"]>[number]["process"]>;

function asDescribed(fleet: FleetInput): void {
  for (const { name, ssh } of fleet.hosts) if (rootHosts.includes(name)) ssh.user = "root";
  for (const { process } of fleet.locations ?? []) if (process) process.source = source;
}

afterAll(async () => {
  rmSync(dirname(source), { recursive: true });
  await faults.unpause(engine, "host-a").catch(() => undefined);
  if (destroyed) return;
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack));
});

test("up says what it looks at, what it does on each host, and at its end what there is", () => {
  expect(said).toMatch(
    /looked at 4 of 4 hosts in [\d.]+ s: host-a has Docker 20\.\d+\.\d+\S*, .*host-d has no Docker/,
  );
  expect(said).toMatch(
    /warning: host host-b: the disk with \/var\/lib\/docker is 95 % full, 4\.9 GiB are left\./,
  );
  expect(said).toContain("live-restore is on: running containers go on through the restart of dockerd");
  expect(said).toMatch(/dockerd answers under the new configuration, after \d+ s/);
  expect(said).toContain("dockerd answered a call from outside with the client certificate");
  expect(said).toContain("waiting for the gRPC server of reporting on port 4000");
  expect(said).toContain("The fleet is up: 4 hosts, 4 code locations.");
  expect(said).toMatch(/host-b +Docker 20\.\S+ over tls +certificate until 2\d{3}-\d\d-\d\d \(\d+ days\)/);
  expect(said).toMatch(
    /The next certificate to be renewed: 2\d{3}-\d\d-\d\d \(host-b\)\. Run pulumi up then\./,
  );
});

test("the outputs are short and plain", async () => {
  const { hosts, nextCertificateRenewal, webserver } = await deployment.stack.outputs();
  for (const host of hosts?.value as Record<string, unknown>[]) {
    for (const value of Object.values(host)) expect(String(value).length).toBeLessThan(60);
  }
  expect(nextCertificateRenewal?.value).toMatch(/^2\d{3}-\d\d-\d\d \(host-b\)$/);
  expect(webserver?.value).toBe(`http://${addressOf("host-a")}:3000`);
});

test("the outputs tell what there is", () => {
  expect(status.hosts.map(({ name, url, access }) => [name, url, access])).toEqual([
    ["host-a", "unix:///var/run/docker.sock", "unix"],
    ["host-b", `tcp://${addressOf("host-b")}:2376`, "tls"],
    ["host-c", `ssh://root@${addressOf("host-c")}:22`, "ssh"],
    ["host-d", `ssh://${addressOf("host-d")}`, "none"],
  ]);
  for (const { dockerVersion } of status.hosts.slice(0, 3)) expect(dockerVersion).toMatch(/^\d+\.\d+/);
  expect(Date.parse(status.hosts[1]?.certificateExpiry ?? "")).toBeGreaterThan(Date.now());
  expect(status.locations.map(({ name, grpcAddress }) => [name, grpcAddress])).toEqual([
    ["etl_pipelines", `${addressOf("host-b")}:4000`],
    ["analytics", `${addressOf("host-c")}:4000`],
    ["reporting", `${addressOf("host-d")}:4000`],
    ["admin", "dagster-admin:4266"],
  ]);
  expect(status.locations[0]?.image).toMatch(/@sha256:[0-9a-f]{64}$/);
});

test("runs of all kinds of locations succeed where they belong", async () => {
  runs = await demoRuns(status, report);
  expect(
    runs.map(({ location, status, host, launcher_type }) => [location, status, host, launcher_type]),
  ).toEqual([
    ["etl_pipelines", "SUCCESS", "host-b", "docker"],
    ["analytics", "SUCCESS", "host-c", "docker"],
    ["reporting", "SUCCESS", "host-d", "default"],
    ["admin", "SUCCESS", "host-a", "default"],
  ]);
  for (const { host, container_id, run_id } of runs.slice(0, 2)) {
    const label = await onHost(
      host ?? "",
      `docker inspect -f '{{index .Config.Labels "dagster/run_id"}}' ${container_id ?? ""}`,
    );
    expect(label).toBe(run_id);
  }
});

test("the journal of a bare location has its server's lines and the errors of its runs", async () => {
  const id = await dagster.launch("reporting", "broken_report");
  expect((await dagster.waitFor(id)).status).toBe("FAILURE");
  // As the docs say: no sudo is needed, but the group. journald takes a moment for the last lines.
  const journal = await onHost(
    "host-d",
    "journalctl --sync; setpriv --reuid=deploy --regid=deploy --groups=systemd-journal journalctl -u dagster-location-reporting -o cat --no-pager",
  );
  expect(journal).toMatch(/Started Dagster code server for file reporting\.py .*port 4000/);
  expect(journal).toContain(id);
  expect(journal).toContain("ZeroDivisionError: the figures of nobody");
});

test("where root logs in, sudo was never used", async () => {
  for (const name of rootHosts) {
    const used = await onHost(name, "journalctl --sync; journalctl --no-pager -o cat _COMM=sudo");
    expect(used, "sudo says who used it").toMatch(/ deploy : .*COMMAND=/);
    expect(used).not.toMatch(/ root : .*COMMAND=/);
  }
});

test("a second up changes nothing, warns of nothing and tells the state again, and a refresh finds nothing changed", async () => {
  const second = await up(deployment.stack, report);
  expect(Object.keys(second.summary.resourceChanges ?? {})).toEqual(["same"]);
  // How full this machine's disk is, is not what is tested.
  expect(second.stdout.replaceAll(/warning: host \S+: the disk with/g, "")).not.toContain("warning:");
  expect(second.stdout).toContain("The fleet is up: 4 hosts, 4 code locations.");
  const { summary } = await deployment.stack.refresh();
  expect(Object.keys(summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("a run's limits come from its tags, and what the operator does not allow is refused by name", async () => {
  const id = await dagster.launch("etl_pipelines", "daily_etl", { "multihost/memory": "700m" });
  const { status: ended, tags } = await dagster.waitFor(id);
  expect(ended).toBe("SUCCESS");
  const container = tags["multihost_docker/container_id"] ?? "";
  expect(await onHost("host-b", `docker inspect -f {{.HostConfig.Memory}} ${container}`)).toBe(
    String(700 * 1024 ** 2),
  );

  const refused = await dagster.launch("etl_pipelines", "daily_etl", {
    "multihost/container_kwargs": '{"privileged": true}',
  });
  expect((await dagster.waitFor(refused)).status).toBe("FAILURE");
  expect((await dagster.messages(refused)).join("\n")).toMatch(/RUN_OPTION_NOT_ALLOWED.*privileged/);
});

test("secrets are in no output, label, argument or log", async () => {
  const secrets = [
    deployment.password,
    readFileSync(deployment.lab.privateKeyFile, "utf8").split("\n")[2] ?? "",
  ];
  const postgres = await onHost("host-a", "cat /etc/dagster-multihost/postgres/password");
  const clientKey =
    (await onHost("host-a", "cat /etc/dagster-multihost/launcher/tls/client-key.pem")).split("\n")[1] ?? "";
  secrets.push(postgres, clientKey);
  expect(secrets.every((secret) => secret.length > 15)).toBe(true);

  const places = [
    JSON.stringify(status),
    JSON.stringify(runs),
    readFileSync(join(checkout, "Pulumi.e2e.yaml"), "utf8"),
    await onHost(
      "host-a",
      "cat /var/lib/dagster-multihost/home/dagster.yaml; for c in $(docker ps -q); do docker logs $c 2>&1; done",
    ),
  ];
  for (const name of names.slice(0, 3)) {
    const inspect =
      "docker inspect -f '{{json .Config.Labels}} {{json .Config.Cmd}} {{json .Path}} {{json .Args}}' $(docker ps -aq)";
    places.push(await onHost(name, `${inspect}; ps -eo args`));
  }
  for (const place of places) for (const secret of secrets) expect(place).not.toContain(secret);
});

test("the Docker port wants a client certificate, and no port listens on more addresses than it must", async () => {
  const version = `https://${addressOf("host-b")}:2376/version`;
  await expect(onHost("host-a", `curl -sS --max-time 5 -k ${version}`)).rejects.toThrow(/certificate|alert/i);
  for (const name of names) {
    const listening = await onHost(name, "ss -Htln");
    const ours = listening.split("\n").filter((line) => /:(2376|3000|3001|4000|5432)\s/.test(line));
    for (const line of ours) expect(line).toMatch(/ 10\.77\.\d+\.\d:\d+ /);
  }
});

test("when the control plane's own host is dead, preview and up say so and where to read on", async () => {
  await faults.pause(engine, "host-a");
  const way =
    /SSH_UNREACHABLE: host host-a .*It is the control plane's host: .* docs\/operate-replace-control-plane\.md/s;
  const { stdout } = await deployment.stack.preview();
  expect(stdout).toMatch(way);
  expect(stdout).toContain("This preview goes on without it.");
  await expect(deployment.stack.up({ parallel: 16 })).rejects.toThrow(way);
  await faults.unpause(engine, "host-a");
});

test("a bare location that cannot be started is named with its mend, and with what its code said", async () => {
  const failing = async (change: (process: Process) => void): Promise<string> => {
    await deployment.describe((fleet) => {
      asDescribed(fleet);
      for (const { process } of fleet.locations ?? []) if (process) change(process);
    });
    return await up(deployment.stack, report).then(() => "up succeeded", String);
  };
  expect(await failing((process) => (process.user = "nobody-here"))).toMatch(
    /PROCESS_USER_MISSING: host host-d: location reporting is to run as "nobody-here"/,
  );
  writeFileSync(source, `${readFileSync(source, "utf8")}raise RuntimeError("at its start")\n`);
  expect(await failing(() => undefined)).toMatch(
    /PROCESS_NOT_SERVING: host host-d: location reporting does not serve on port 4000.*RuntimeError: at its start/s,
  );
});

test("destroy leaves nothing behind and puts daemon.json back", async () => {
  await destroy(deployment.stack, report);
  destroyed = true;
  const after = await footprints(names);
  for (const name of names) expect(after[name], name).toBe(before[name]);
});
