import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { neededVariables } from "../../../../launcher/cli/neededVariables.ts";
import { renderConfig } from "../../../../launcher/cli/renderConfig.ts";
import { runCommand } from "./runCommand.ts";

const yaml = `
storage:
  postgres: {postgres_url: {env: PG_URL}}
run_launcher:
  module: dagster_multihost_launcher
  class: MultiHostDockerRunLauncher
  config:
    default_env_vars: [FROM_LAUNCHER, TOKEN=tiptop]
    docker_hosts:
      - host_name: host-b
        docker_url: {env: HOST_B}
        location_names: [etl]
        env_vars: [REGION]
        registry: {url: registry.example.com, username: me, password: hunter2}
        container_kwargs: {environment: {API_KEY: tiptop}, labels: {env: prod}}
`;
const env = { HOST_B: "ssh://deploy@10.0.1.2" };

let home: string;
let file: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "config-"));
  file = join(home, "dagster.yaml");
  writeFileSync(file, yaml);
});
afterAll(() => rmSync(home, { recursive: true }));

describe("config", () => {
  test("validate says what is mapped, as text and as JSON", async () => {
    const { code, stdout } = await runCommand(["config", "validate"], { ...env, DAGSTER_HOME: home });
    expect([code, stdout]).toEqual([0, `${file} is valid: 1 host.\n  host-b ssh://deploy@10.0.1.2 etl\n`]);
    const { stdout: json } = await runCommand(["config", "validate", file, "--json"], env);
    expect(JSON.parse(json)).toEqual({
      ...{ file, valid: true, problems: [], warnings: [] },
      hosts: [{ host_name: "host-b", docker_url: "ssh://deploy@10.0.1.2", location_names: ["etl"] }],
    });
  });

  test("validate lists the problems, and needs no environment with --no-env", async () => {
    const { code, stderr } = await runCommand(["config", "validate", file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^LAUNCHER_CONFIG_INVALID: [^]*'HOST_B' is not set/);
    const { stdout, code: same } = await runCommand(["config", "validate", file, "--json"]);
    expect(same).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: [{ path: "docker_hosts[0].docker_url" }],
    });
    const without = await runCommand(["config", "validate", file, "--no-env"]);
    expect([without.code, without.stdout]).toEqual([0, expect.stringContaining("host-b {env: HOST_B} etl")]);
  });

  test("render fills in defaults and hides values", async () => {
    const { code, stdout } = await runCommand(["config", "render", file], env);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/hunter2|tiptop|10\.0\.1\.2/);
    expect(parse(stdout)).toMatchObject({
      ...{ pull_policy: "missing", stop_grace_seconds: 30 },
      default_env_vars: ["FROM_LAUNCHER", "TOKEN=[hidden]"],
      docker_hosts: [
        {
          docker_url: { env: "HOST_B" },
          registry: { password: "[hidden]" },
          container_kwargs: { environment: { API_KEY: "[hidden]" }, labels: { env: "prod" } },
        },
      ],
    });
  });

  test("render shows no secret, whatever it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/=\n]{12,40}$/), (secret) => {
        const raw = {
          default_env_vars: [`A=${secret}`],
          default_container_kwargs: { environment: [`B=${secret}`] },
          docker_hosts: [
            {
              ...{ host_name: "b", docker_url: "local", location_names: ["etl"] },
              ...{ env_vars: [`C=${secret}`], container_kwargs: { environment: { D: secret } } },
              registry: { url: "r", username: { env: "USER_NAME" }, password: secret },
            },
          ],
        };
        const rendered = renderConfig(raw, parseLauncherConfig(raw, { USER_NAME: secret }));
        expect(JSON.stringify(rendered)).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
    );
  });

  test("schema is the JSON Schema of the configuration", async () => {
    const { stdout } = await runCommand(["config", "schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ type: "object", properties: { docker_hosts: {} } });
  });
});

describe("check-env", () => {
  test("lists what is needed, by field, and never a value", async () => {
    const { code, stdout, stderr } = await runCommand(["check-env", file], { ...env, REGION: "eu" });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^PG_URL +missing +storage\.postgres\.postgres_url$/m);
    expect(stdout).toMatch(/^HOST_B +set +run_launcher\.config\.docker_hosts\[0\]\.docker_url$/m);
    expect(stdout).toMatch(/^FROM_LAUNCHER +missing +run_launcher\.config\.default_env_vars\[0\]$/m);
    expect(stdout + stderr).not.toMatch(/TOKEN|API_KEY|prod|10\.0\.1\.2/);
    expect(stderr).toBe("Not set: PG_URL, FROM_LAUNCHER. Set them for the launcher's process.\n");
  });

  test("looks into an env file instead", async () => {
    const envFile = join(home, "launcher.env");
    writeFileSync(
      envFile,
      "# all\nexport PG_URL='postgresql://x'\nHOST_B=local\nREGION=eu\nFROM_LAUNCHER=\n",
    );
    const { code, stdout } = await runCommand(["check-env", file, "--env-file", envFile, "--json"]);
    expect(code).toBe(0);
    const { variables } = JSON.parse(stdout) as { variables: { set: boolean }[] };
    expect(variables.map(({ set }) => set)).toEqual([true, true, true, true]);
    const { stderr } = await runCommand(["check-env", file, "--env-file", "/no/such/file"]);
    expect(stderr).toMatch(/^ENV_FILE_UNREADABLE: .*\/no\/such\/file \(ENOENT\)/);
  });

  test("finds every reference at any depth", () => {
    const names = fc.stringMatching(/^[A-Z]{1,8}$/);
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        names.map((env) => ({ env })),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b"), tie("node"), { minKeys: 1 }),
      ),
    })).node;
    const count = (node: unknown): number => JSON.stringify(node).match(/"env":/g)?.length ?? 0;
    fc.assert(
      fc.property(tree, (node) => {
        expect(neededVariables(node)).toHaveLength(count(node));
      }),
    );
  });
});
