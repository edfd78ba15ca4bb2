import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseLauncherConfig, validateLauncherConfig } from "../../../../launcher/config/index.ts";
import type { LauncherConfig } from "../../../../launcher/config/index.ts";

/** Every key of dagster-multihost-launcher 0.2.0, as its config_type has them. */
const peerKeys = {
  config: [
    "container_label_prefix",
    "default_container_kwargs",
    "default_env_file",
    "default_env_vars",
    "docker_hosts",
    "log_url_template",
  ],
  host: [
    "container_kwargs",
    "docker_url",
    "env_file",
    "env_vars",
    "host_name",
    "inherit_env_from_container",
    "location_names",
    "network",
    "networks",
    "registry",
    "tls",
  ],
  tls: ["ca_cert", "client_cert", "client_key", "verify"],
  registry: ["password", "url", "username"],
};

const env = {
  HOST_B_URL: "tcp://10.0.1.2:2376",
  CA_CERT: "/certs/ca.pem",
  CLIENT_CERT: "/certs/client-cert.pem",
  CLIENT_KEY: "/certs/client-key.pem",
  REGISTRY_URL: "https://registry.example.com:5000",
  REGISTRY_USER: "puller",
  REGISTRY_PASSWORD: "hunter2",
};

type Written = Record<string, unknown> & { docker_hosts: Record<string, unknown>[] };

function read(name: string): Written {
  const text = readFileSync(join(import.meta.dirname, "peer", name), "utf8");
  return (parse(text) as { run_launcher: { config: Written } }).run_launcher.config;
}

const parsed = (name: string): LauncherConfig => parseLauncherConfig(read(name), env);

describe("a dagster.yaml written for dagster-multihost-launcher 0.2.0", () => {
  test.each(["documented.yaml", "everyKey.yaml", "nulls.yaml"])("%s runs unchanged", (name) => {
    expect(parsed(name).docker_hosts.length).toBeGreaterThan(0);
    expect(validateLauncherConfig(read(name))).toBeDefined();
  });

  test("may use every key of 0.2.0: everyKey.yaml does", () => {
    const written = read("everyKey.yaml");
    const [host = {}] = written.docker_hosts;
    const keys = (value: unknown): string[] => Object.keys(value as object).toSorted();
    expect({
      config: keys(written),
      host: keys(host),
      tls: keys(host["tls"]),
      registry: keys(host["registry"]),
    }).toEqual(peerKeys);
  });

  test("gets the defaults of 0.2.0", () => {
    expect(parseLauncherConfig({}, {})).toMatchObject({
      docker_hosts: [],
      default_env_vars: [],
      default_container_kwargs: {},
      container_label_prefix: "dagster",
    });
    const [hostA, hostB] = parsed("documented.yaml").docker_hosts;
    expect(hostA).toMatchObject({ docker_url: "local", env_vars: [], networks: [], container_kwargs: {} });
    expect(hostA).not.toHaveProperty("tls");
    expect(hostA).not.toHaveProperty("registry");
    expect(hostB?.tls?.verify).toBe(true);
  });

  test("means the same with null as without the key", () => {
    const without = { docker_hosts: [{ host_name: "host-b", location_names: ["etl_pipelines"] }] };
    expect(parsed("nulls.yaml")).toEqual(parseLauncherConfig(without, {}));
  });

  test("keeps every value", () => {
    const { docker_hosts, default_container_kwargs: kwargs, log_url_template } = parsed("everyKey.yaml");
    const [host] = docker_hosts;
    expect(host).toMatchObject({
      host_name: "Warehouse host, 2nd floor",
      docker_url: "tcp://10.0.1.2:2376",
      tls: { ca_cert: "/certs/ca.pem", verify: false },
      env_vars: ["WAREHOUSE_HOST=10.0.1.50", "OPTIONS=a=b, c"],
      inherit_env_from_container: "code-{location}",
      registry: { url: "https://registry.example.com:5000", username: "puller", password: "hunter2" },
    });
    expect(kwargs.environment).toEqual({ PYTHONUNBUFFERED: "1", DEBUG: null });
    expect(kwargs.log_config).toEqual({
      type: "json-file",
      config: { "labels-regex": "^dagster/", env: "TEAM" },
    });
    expect(log_url_template).toContain('"from":"{launch_ms}"');
  });
});
