import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainOutputs } from "../../../lab/demo/stack.ts";
import { faults } from "../../../lab/faults.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { hostNamed } from "../../../lab/hosts.ts";
import { keyPair } from "../../../lab/keys.ts";
import type { CertificateList } from "../../../launcher/cli/certificates/list.ts";
import type { Diagnosis } from "../../../launcher/cli/doctor/doctor.ts";
import type { Reported } from "../../../launcher/cli/doctor/finding.ts";
import type { Deployment } from "../support/deployment.ts";
import { onHost } from "../support/hosts.ts";
import { standingDeployment } from "../support/standing.ts";

// Each test leaves the fleet as it found it.
const folder = mkdtempSync(join(tmpdir(), "operator-"));
let deployment: Deployment;
let postgresPassword: string;

beforeAll(async () => {
  deployment = await standingDeployment();
  postgresPassword = await onHost("host-a", "cat /etc/dagster-multihost/postgres/password");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs doctor in the control plane. */
async function visit(...args: string[]): Promise<Diagnosis> {
  const command = `docker exec dagster-launcher dagster-multihost doctor --json ${args.join(" ")} || [ $? = 3 ]`;
  const output = await onHost("host-a", command);
  expect(output).not.toContain(postgresPassword);
  return JSON.parse(output) as Diagnosis;
}

const brief = ({ check, host, location, outcome, found }: Reported): string =>
  `${outcome} ${host ?? "control plane"} ${location ?? "-"} ${check}: ${found}`;
const failures = ({ findings }: Diagnosis): string[] =>
  findings.filter(({ outcome }) => outcome === "failure").map(brief);

test("a fleet that pulumi up has made is healthy", async () => {
  const diagnosis = await visit();
  expect(failures(diagnosis)).toEqual([]);
  expect(diagnosis.healthy).toBe(true);
  const ok = (check: string): (string | null)[] =>
    diagnosis.findings.filter((one) => one.check === check && one.outcome === "ok").map(({ host }) => host);
  expect(ok("postgres")).toEqual(["host-b", "host-c"]);
  expect(ok("docker")).toEqual(["host-b", "host-c"]);
  expect(ok("ssh")).toEqual(["host-c", "host-c"]);
  expect(ok("tls").length).toBeGreaterThan(3);
  expect(new Set(ok("exposure"))).toEqual(new Set(["host-b", "host-c"]));
  for (const name of ["host-b", "host-c"])
    expect(await onHost(name, "docker ps -aq --filter label=dagster-multihost.doctor")).toBe("");
});

test("an operator's own machine asks the control plane over SSH", async () => {
  const cli = (...args: string[]) =>
    execa("launcher/cli/dagster-multihost", [...controlPlane(), ...args], { reject: false });
  const status = await cli("status", "--json");
  expect(status.exitCode).toBe(0);
  const { hosts } = JSON.parse(status.stdout) as { hosts: { host_name: string }[] };
  expect(hosts.map((host) => host.host_name)).toEqual(expect.arrayContaining(["host-b", "host-c"]));
  expect((await cli("status")).stdout).toMatch(/host-b.*\n.*host-c/);
  const file = join(folder, "outputs.json");
  const live = plainOutputs(await deployment.stack.outputs());
  const compared = async (outputs: object): Promise<{ exitCode: number | undefined; drift: unknown }> => {
    writeFileSync(file, JSON.stringify(outputs));
    const { exitCode, stdout } = await cli("status", "--json", "--stack-outputs", file);
    return { exitCode, drift: (JSON.parse(stdout) as { drift: unknown }).drift };
  };
  expect(await compared(live)).toEqual({ exitCode: 0, drift: [] });
  const less = { ...live, locations: live.locations.filter(({ name }) => name !== "analytics") };
  expect(await compared(less)).toMatchObject({
    exitCode: 3,
    drift: [{ kind: "location", name: "analytics" }],
  });
  const unknown = await cli("runs", "--host", "host-x");
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toMatch(/HOST_UNKNOWN.*host-x.*host-b/s);
  const healthy = await cli("doctor", "--json");
  expect([healthy.exitCode, (JSON.parse(healthy.stdout) as Diagnosis).healthy]).toEqual([0, true]);
});

test("an operator deploys over SSH: the command is run here, the rest there; one that fails is rolled back", async () => {
  const deploy = async (...commands: string[]) => {
    const args = [...controlPlane(), "deploy", "etl_pipelines", "-y", "--json", ...commands];
    const { exitCode, stdout, stderr } = await execa("launcher/cli/dagster-multihost", args, {
      reject: false,
    });
    const { steps } = JSON.parse(stdout) as { steps: { step: string; outcome: string }[] };
    return { exitCode, stderr, steps: steps.map(({ step, outcome }) => `${step} ${outcome}`) };
  };
  const here = join(folder, "here");
  const drained = ["check done", "pull done", "drain done"];
  const done = await deploy("--exec", `hostname >${here}`);
  expect(done).toMatchObject({
    exitCode: 0,
    steps: [...drained, "exec done", "reload done", "restore done", "cleanup done"],
  });
  expect(readFileSync(here, "utf8").trim()).toBe(hostname());
  const failed = await deploy("--exec", "exit 7", "--rollback", `echo back >${here}`);
  expect(failed).toMatchObject({
    exitCode: 1,
    steps: [...drained, "exec failed", "rollback done", "reload done", "restore done", "cleanup skipped"],
  });
  expect(failed.stderr).toContain("DEPLOY_COMMAND_FAILED: The command of --exec failed (exit code 7)");
  expect(readFileSync(here, "utf8").trim()).toBe("back");
  expect(await onHost("host-a", "ls /var/lib/dagster-multihost/home/multihost")).not.toContain("drain-state");
});

/** The options by which the command line reaches the lab's control plane. */
function controlPlane(): string[] {
  const host = hostNamed("host-a");
  const knownHosts = join(folder, "known_hosts");
  writeFileSync(knownHosts, `${host.address} ${host.hostKey}\n`);
  const key = ["--ssh-key", keyPair("id_ed25519").file, "--known-hosts", knownHosts];
  return ["--control-plane", `ssh://${host.user}@${host.address}:${host.port}`, ...key];
}

test("certs lists the CA's, the launcher's and the host's certificate", async () => {
  const output = await onHost("host-a", "docker exec dagster-launcher dagster-multihost certs --json");
  const { certificates, unread } = JSON.parse(output) as CertificateList;
  expect(unread).toEqual([]);
  expect(certificates.map(({ role, hosts }) => [role, hosts])).toEqual([
    ["ca", ["host-b"]],
    ["client", ["host-b"]],
    ["server", ["host-b"]],
  ]);
});

test("a stopped Postgres is found from every host", async () => {
  await onHost("host-a", "docker stop dagster-postgres");
  try {
    const found = failures(await visit("--only", "postgres"));
    expect(found).toHaveLength(2);
    for (const line of found)
      expect(line).toMatch(/host-[bc] \S+ postgres: .*is refused by Postgres at [\d.]+\.1\b/);
  } finally {
    await onHost("host-a", "docker start dagster-postgres");
  }
});

test("a full disk is named once, with its mend, and what it makes impossible is no failure of its own", async () => {
  const engine = await ensureDocker(() => undefined);
  await faults["disk-full"](engine, "host-b");
  try {
    const { findings } = await visit("--only", "disk,postgres,dagster");
    expect(
      findings
        .filter(({ host, check }) => host === "host-b" && check !== "docker")
        .map(({ check, outcome }) => `${check} ${outcome}`),
    ).toEqual(["disk failure", ...["dagster skipped", "postgres skipped"]]);
    expect(findings.filter(({ outcome }) => outcome === "failure").map(brief)).toEqual([
      expect.stringMatching(/^failure host-b - disk: No space is left for \/var\/lib\/docker/),
    ]);
  } finally {
    await faults["disk-free"](engine, "host-b");
  }
});

test("a dockerd that is dead, or silent, is found and holds up nobody", async () => {
  const engine = await ensureDocker(() => undefined);
  await onHost("host-c", "systemctl stop docker.socket docker");
  await faults["docker-freeze"](engine, "host-b");
  try {
    const began = Date.now();
    const found = failures(await visit("--only", "docker,clock,networks"));
    expect(Date.now() - began).toBeLessThan(45_000);
    expect(found).toEqual([
      expect.stringMatching(/^failure host-b - docker: HOST_UNREACHABLE/),
      expect.stringMatching(/^failure host-c - docker: /),
    ]);
  } finally {
    await faults["docker-thaw"](engine, "host-b");
    await onHost("host-c", "systemctl start docker");
  }
});
