import { expect, test } from "vitest";
import { parse } from "yaml";
import { healthProgram } from "../../../components/codeLocation/grpcServer.ts";
import { unit } from "../../../components/codeLocationProcess/unit.ts";
import { renderDagsterYaml } from "../../../components/launcherConfig/dagsterYaml.ts";
import { hostEntry, knownHostsLine, type LauncherHost } from "../../../components/launcherConfig/hosts.ts";
import { renderWorkspaceYaml } from "../../../components/launcherConfig/workspaceYaml.ts";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";

const host: LauncherHost = {
  name: "host-b",
  dockerUrl: "tcp://10.0.1.2:2376",
  access: "tls",
  locationNames: ["etl_pipelines"],
  networks: ["host_b_dagster_network"],
  envVars: ["WAREHOUSE_HOST=10.0.1.50"],
  containerKwargs: { mem_limit: "512m" },
  registry: { url: "registry.example.org", username: "ci" },
};

test("what provisioning writes is what the launcher reads", () => {
  const hosts = [
    hostEntry(host, "/c"),
    hostEntry({ ...host, name: "host-c", dockerUrl: "ssh://deploy@10.0.1.3:22", access: "ssh" }, "/c"),
    hostEntry({ ...host, name: "host-a", dockerUrl: "unix:///var/run/docker.sock", access: "unix" }, "/c"),
  ];
  const text = renderDagsterYaml({
    launcher: { docker_hosts: hosts },
    postgresPort: 5433,
    artifacts: "/var/tmp/dagster",
  });
  const yaml = parse(text) as { run_launcher: { class: string; config: unknown }; storage: unknown };
  const passwords = ["HOST_A", "HOST_B", "HOST_C"].map((name) => [
    `DAGSTER_MULTIHOST_REGISTRY_PASSWORD_${name}`,
    `secret of ${name}`,
  ]);
  const config = parseLauncherConfig(
    yaml.run_launcher.config,
    Object.fromEntries(passwords) as NodeJS.ProcessEnv,
  );
  expect(config.docker_hosts.map(({ registry }) => registry?.password)).toEqual([
    "secret of HOST_B",
    "secret of HOST_C",
    "secret of HOST_A",
  ]);
  expect(config.docker_hosts[0]?.tls?.verify).toBe(true);
  expect(config.docker_hosts[1]?.ssh?.known_hosts_file).toBe("/c/ssh/known_hosts");
  expect(yaml.run_launcher.class).toBe("MultiHostDockerRunLauncher");
  expect(JSON.stringify(yaml.storage)).toContain('"port":5433');
});

test("compute logs are kept in Postgres only where the fleet says so", () => {
  const settings = { launcher: {}, postgresPort: 5433, artifacts: "/var/tmp/dagster" };
  expect(parse(renderDagsterYaml(settings))).not.toHaveProperty("compute_logs");
  const yaml = parse(renderDagsterYaml({ ...settings, computeLogs: "postgres" })) as {
    storage: { postgres: unknown };
    compute_logs: { config: unknown };
  };
  expect(yaml.compute_logs).toMatchObject({
    module: "dagster_multihost_launcher",
    class: "PostgresComputeLogManager",
    config: { postgres_db: { password: { env: "DAGSTER_POSTGRES_PASSWORD" }, port: 5433 } },
  });
  expect(yaml.compute_logs.config).toEqual(yaml.storage.postgres);
});

test("a workspace entry keeps an IPv6 address whole", () => {
  expect(parse(renderWorkspaceYaml([{ locationName: "etl", grpcAddress: "fd00::2:4000" }]))).toEqual({
    load_from: [{ grpc_server: { host: "fd00::2", port: 4000, location_name: "etl" } }],
  });
});

test("known_hosts names the port only where it is not 22", () => {
  expect(knownHostsLine("10.0.1.3", 22, "ssh-ed25519 AAAA")).toBe("10.0.1.3 ssh-ed25519 AAAA\n");
  expect(knownHostsLine("10.0.1.3", 2222, "ssh-ed25519 AAAA")).toBe("[10.0.1.3]:2222 ssh-ed25519 AAAA\n");
});

test("words of a unit's command line keep systemd's special characters as they are", () => {
  const text = unit({
    locationName: "reporting",
    user: "dagster",
    directory: "/d",
    environmentFile: "/e",
    command: ["/venv/bin/dagster", "--python-file", 'my $file "100%".py'],
  });
  expect(text).toContain(String.raw`ExecStart=/venv/bin/dagster --python-file "my $$file \"100%%\".py"`);
});

test("the health program asks the port it is given", () => {
  expect(healthProgram(4001)).toContain("localhost:4001");
});
