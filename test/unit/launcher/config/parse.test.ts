import { describe, expect, test } from "vitest";
import {
  LauncherConfigError,
  parseLauncherConfig,
  validateLauncherConfig,
} from "../../../../launcher/config/index.ts";

const host = { host_name: "host-b", docker_url: "tcp://10.0.1.2:2376", location_names: ["etl_pipelines"] };
const tls = {
  ca_cert: "/certs/ca.pem",
  client_cert: "/certs/client-cert.pem",
  client_key: "/certs/client-key.pem",
};

function problems(value: unknown, env: NodeJS.ProcessEnv = {}): Record<string, string> {
  try {
    parseLauncherConfig(value, env);
  } catch (error) {
    if (error instanceof LauncherConfigError)
      return Object.fromEntries(error.problems.map((p) => [p.path, p.message]));
    throw error;
  }
  return {};
}

describe("parseLauncherConfig", () => {
  test("takes the configuration that the Python package documents", () => {
    const config = parseLauncherConfig({
      default_env_vars: ["DAGSTER_POSTGRES_USER", "DAGSTER_POSTGRES_HOST"],
      docker_hosts: [
        { ...host, tls, network: "host_b_dagster_network", env_vars: ["WAREHOUSE_HOST=10.0.1.50"] },
        { host_name: "host-c", docker_url: "ssh://deploy@10.0.1.3", location_names: ["analytics"] },
      ],
    });
    expect(config).toMatchObject({
      container_label_prefix: "dagster",
      stop_grace_seconds: 30,
      log_tail_lines: 25,
      request_timeout_seconds: 10,
      pull_policy: "missing",
      docker_hosts: [{ tls: { verify: true }, networks: [], container_kwargs: {} }, { env_vars: [] }],
    });
  });

  test("takes an empty configuration", () => {
    expect(parseLauncherConfig(null).docker_hosts).toEqual([]);
  });

  test("allows one location under several hosts, which makes a pool", () => {
    expect(problems({ docker_hosts: [host, { ...host, host_name: "host-c" }] })).toEqual({});
  });

  test("reports all problems at once, each with its path", () => {
    const found = problems({
      docker_hosts: [
        {
          ...host,
          netwrok: "n",
          tls: { client_key: 5 },
          env_vars: ["=x"],
          container_kwargs: { mem_limt: 1 },
        },
        { host_name: "host-b", docker_url: "ftp://x", location_names: "etl" },
        { ...host, host_name: "host-d", docker_url: "ssh://host-d", tls },
      ],
      pull_policy: "sometimes",
      default_container_kwargs: { image: "x", mem_limit: "5x" },
      dockr_hosts: [],
    });
    expect(found["docker_hosts[0].netwrok"]).toContain("Did you mean 'network'?");
    expect(found["docker_hosts[0].tls.client_cert"]).toContain("Missing");
    expect(found["docker_hosts[0].tls.client_key"]).toContain("string");
    expect(found["docker_hosts[0].env_vars[0]"]).toContain("KEY=VALUE");
    expect(found["docker_hosts[0].container_kwargs.mem_limt"]).toContain("Did you mean 'mem_limit'?");
    expect(found["docker_hosts[1].docker_url"]).toContain("ssh://USER@HOST");
    expect(found["docker_hosts[1].location_names"]).toContain("array");
    expect(found["docker_hosts[1].host_name"]).toContain("docker_hosts[0]");
    expect(found["docker_hosts[2].tls"]).toContain("ssh");
    expect(found["pull_policy"]).toContain("missing");
    expect(found["default_container_kwargs.image"]).toContain("dagster/image");
    expect(found["default_container_kwargs.mem_limit"]).toContain("512m");
    expect(found["dockr_hosts"]).toContain("Did you mean 'docker_hosts'?");
    expect(Object.keys(found)).toHaveLength(13);
  });

  test("refuses network_mode beside a network", () => {
    const found = problems({
      docker_hosts: [{ ...host, network: "n", container_kwargs: { network_mode: "host" } }],
    });
    expect(Object.keys(found)).toEqual(["docker_hosts[0].container_kwargs.network_mode"]);
  });

  test("keeps secrets out of its errors", () => {
    const registry = { url: 1, username: "u", password: "hunter2", passwrd: "hunter3" };
    const url = "tcp://user:hunter4@10.0.1.2:2376";
    const config = {
      docker_hosts: [{ ...host, docker_url: url, registry, env_vars: ["=hunter5", "A B=hunter6"] }],
    };
    const texts = JSON.stringify(problems(config));
    expect(Object.keys(problems(config))).toHaveLength(5);
    expect(texts).not.toContain("hunter");
  });
});

describe("{env: NAME}", () => {
  const config = {
    docker_hosts: [
      {
        ...host,
        docker_url: { env: "URL" },
        registry: { url: "r", username: "u", password: { env: "PASSWORD" } },
        container_kwargs: { environment: { env: "production" } },
      },
    ],
  };

  test("is resolved from the environment at any depth, but not inside maps of the user's own names", () => {
    const [parsed] = parseLauncherConfig(config, { URL: "local", PASSWORD: "p" }).docker_hosts;
    expect(parsed).toMatchObject({
      docker_url: "local",
      registry: { password: "p" },
      container_kwargs: { environment: { env: "production" } },
    });
  });

  test("names every variable that is not set, and its field", () => {
    const found = problems(config);
    expect(found["docker_hosts[0].docker_url"]).toContain("'URL'");
    expect(found["docker_hosts[0].registry.password"]).toContain("'PASSWORD'");
    expect(Object.keys(found)).toHaveLength(2);
  });

  test("checks the value that it stands for", () => {
    expect(problems(config, { URL: "ftp://x", PASSWORD: "p" })).toHaveProperty([
      "docker_hosts[0].docker_url",
    ]);
  });

  test("needs no environment for validateLauncherConfig, which still finds everything else", () => {
    expect(validateLauncherConfig(config)).toBe(config);
    expect(() => validateLauncherConfig({ ...config, pull_polcy: "never" })).toThrow(
      "Did you mean 'pull_policy'?",
    );
  });
});
