import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensurePrometheus } from "../../suites/prometheus.ts";
import type { Prometheus } from "../../suites/prometheus.ts";
import { expressions, metricNames, rules, rulesFile } from "../../unit/monitoring/expressions.ts";
import { certificateMaker } from "../launcher/certificates.ts";
import { realEngine } from "../launcher/engine.ts";
import { LauncherProcess } from "../launcher/faults/launcherProcess.ts";
import { tinyImage } from "../launcher/tinyImage.ts";
import { freePort } from "../../support/freePort.ts";
import { startPrometheus } from "./prometheusServer.ts";

const prefix = `monitoring-${randomUUID().slice(0, 8)}`;
const home = mkdtempSync(join(tmpdir(), "monitoring-"));
let programs: Prometheus;
let launcher: LauncherProcess;
let dockerUrl: string;
let server: Awaited<ReturnType<typeof startPrometheus>>;

beforeAll(async () => {
  programs = await ensurePrometheus(() => undefined);
  ({ dockerUrl } = await realEngine());
  const certificates = certificateMaker(home);
  await certificates.authority("ca");
  await certificates.leaf("client", "ca", "extendedKeyUsage=clientAuth");
  const status = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(home, "dagster.yaml"), dagsterYaml(status, `127.0.0.1:${await freePort()}`));
  launcher = new LauncherProcess(home);
  await launcher.start();
  server = await startPrometheus(programs, status, rulesFile);
  // A run that ends well, one that fails, and launches that fail.
  await run("exit 0");
  await run("exit 1");
  for (const location of ["etl", "lost"]) {
    const body = { job_name: "job", location_name: location, image: "no/such:image", command: ["sh"] };
    await expect(launcher.ask("POST", `/v1/runs/${randomUUID()}/create`, body)).rejects.toThrow(/"code"/);
  }
});

afterAll(async () => {
  await server.close();
  await launcher.kill();
  const env = { DOCKER_HOST: dockerUrl };
  const labels = ["--filter", `label=${prefix}/managed=true`];
  const { stdout } = await execa("docker", ["ps", "-aq", ...labels], { env });
  if (stdout !== "") await execa("docker", ["rm", "-f", ...stdout.split("\n")], { env });
  rmSync(home, { recursive: true });
});

async function run(script: string): Promise<void> {
  const id = randomUUID();
  const body = {
    ...{ job_name: "job", location_name: "etl", image: tinyImage, instance_id: prefix },
    command: ["sh", "-c", script],
  };
  const { result } = await launcher.ask("POST", `/v1/runs/${id}/create`, body);
  const { container_id, host_name } = result as Record<string, string>;
  await launcher.ask("POST", `/v1/runs/${id}/start`, { container_id, host_name });
}

function dagsterYaml(status_listen: string, nobody: string): string {
  const tls = {
    ca_cert: join(home, "ca.pem"),
    client_cert: join(home, "client.pem"),
    client_key: join(home, "client.key"),
  };
  const docker_hosts = [
    { host_name: "real", docker_url: dockerUrl, location_names: ["etl"], capacity: 9 },
    { host_name: "dead", docker_url: `tcp://${nobody}`, location_names: ["lost"], tls },
  ];
  const config = {
    ...{ container_label_prefix: prefix, status_listen, docker_hosts, pull_policy: "never" },
    log_level: { default: "debug" },
  };
  const run_launcher = { module: "dagster_multihost_launcher", class: "MultiHostDockerRunLauncher", config };
  return JSON.stringify({ run_launcher });
}

test("promtool finds nothing wrong with the rules, and their unit tests pass", async () => {
  await execa(programs.promtool, ["check", "rules", "--lint-fatal", rulesFile]);
  await execa(programs.promtool, ["test", "rules", rulesFile.replace(".yml", ".test.yml")]);
});

test("every metric that a rule or a panel names comes from a real launcher", async () => {
  const names = [...new Set(expressions().flatMap(({ expr }) => metricNames(expr)))];
  expect(names.length).toBeGreaterThan(14);
  for (const name of names) {
    await expect
      .poll(() => server.query(`count(${name})`), { timeout: 30_000, message: name })
      .toHaveLength(1);
  }
});

test("the real Prometheus evaluates every expression, and every panel shows something", async () => {
  const conditions = new Set(rules.map(({ alert }) => alert));
  for (const { of, expr } of expressions()) {
    const answer = () => server.query(expr);
    if (conditions.has(of)) await answer();
    else await expect.poll(answer, { timeout: 30_000, message: of }).not.toEqual([]);
  }
});

test("each rule is healthy, and those about the dead host and its certificates are pending", async () => {
  type Group = { rules: { name: string; health: string; alerts: { labels: Record<string, string> }[] }[] };
  const state = async () => {
    const { groups } = (await server.get("/api/v1/rules")) as { groups: Group[] };
    const all = groups.flatMap((group) => group.rules);
    return {
      health: [...new Set(all.map(({ health }) => health))],
      hosts: Object.fromEntries(
        all
          .filter(({ alerts }) => alerts.length > 0)
          .map(({ name, alerts }) => [name, alerts[0]?.labels["host"]]),
      ),
    };
  };
  await expect.poll(state, { timeout: 30_000 }).toEqual({
    health: ["ok"],
    hosts: { DagsterHostDown: "dead", DagsterCertificateExpiring: "dead", DagsterCertificateExpired: "dead" },
  });
});
