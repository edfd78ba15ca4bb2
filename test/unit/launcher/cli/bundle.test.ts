import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../../../launcher/api/version.ts";
import { bundleLauncher } from "../../../../launcher/cli/bundle.ts";
import { deployment } from "./deployment.ts";
import { freePort } from "../../../support/freePort.ts";

const yaml = (config: string, name = "MultiHostDockerRunLauncher"): string =>
  `run_launcher:\n  module: dagster_multihost_launcher\n  class: ${name}\n  config:\n${config}`;
const hosts =
  "    docker_hosts:\n      - {host_name: host-b, docker_url: tcp://10.0.1.2:2376, location_names: [etl]}\n";

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bundle-"));
  bundle = join(folder, "dist", "launcher.mjs");
  await bundleLauncher(bundle);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the bundle from an empty folder, with nothing in its environment. */
async function launcher(arguments_: string[], env: Record<string, string> = {}) {
  const options = { cwd: mkdtempSync(join(folder, "cwd-")), env, extendEnv: false, reject: false } as const;
  return execa(process.execPath, [bundle, ...arguments_], options);
}

function dagsterHome(text: string): string {
  const home = mkdtempSync(join(folder, "home-"));
  writeFileSync(join(home, "dagster.yaml"), text);
  return home;
}

describe("the bundle", () => {
  test("knows its version, which is the package's", async () => {
    const { version: wanted } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(version).toBe(wanted);
    expect((await launcher(["--version"])).stdout).toBe(wanted);
  });

  test("checks a configuration", async () => {
    const { stdout, exitCode } = await launcher(["config", "validate"], {
      DAGSTER_HOME: dagsterHome(yaml(hosts)),
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("is valid: 1 host.");
    expect(stdout).toContain("Warning: docker_hosts[0]: plain tcp without tls");
  });

  test("prints all problems of a configuration, without a stack trace", async () => {
    const home = dagsterHome(yaml(`${hosts}    pull_polcy: never\n    log_url_template: {env: NOT_SET}\n`));
    const { stderr, exitCode } = await launcher(["config", "validate", join(home, "dagster.yaml")]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^LAUNCHER_CONFIG_INVALID: .*2 problems/);
    expect(stderr).toContain("pull_policy");
    expect(stderr).not.toContain("    at ");
    const withoutEnv = await launcher(["config", "validate", "--no-env", join(home, "dagster.yaml")]);
    expect(withoutEnv.stderr).toContain("1 problem");
  });

  test.each([
    ["no DAGSTER_HOME", undefined, "DAGSTER_HOME_UNSET"],
    ["no dagster.yaml", "", "DAGSTER_YAML_MISSING"],
    ["another launcher", yaml("    {}\n", "K8sRunLauncher"), "RUN_LAUNCHER_NOT_CONFIGURED"],
    ["no launcher", "telemetry: {enabled: false}\n", "RUN_LAUNCHER_NOT_CONFIGURED"],
    ["broken YAML", "a: [1\nb: 'hunter2\n", "DAGSTER_YAML_INVALID"],
  ])("says what is wrong with %s", async (_, text, code) => {
    const home = text === "" ? folder : text === undefined ? undefined : dagsterHome(text);
    const { stderr, exitCode } = await launcher(["serve"], home === undefined ? {} : { DAGSTER_HOME: home });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^${code}: `));
    expect(stderr).not.toContain("hunter2");
  });

  test("shows progress in colours on a terminal, and without them when NO_COLOR is set", async () => {
    const home = dagsterHome(yaml(hosts.replace("10.0.1.2:2376", "127.0.0.1:1")));
    const doctor = `'${process.execPath}' '${bundle}' doctor --only docker --dagster-home '${home}'`;
    const onTerminal = async (env: Record<string, string>): Promise<string> => {
      const options = { env: { TERM: "xterm-256color", ...env }, extendEnv: false, reject: false } as const;
      return (await execa("/usr/bin/script", ["-qec", doctor, "/dev/null"], options)).stdout;
    };
    const green = "\u001b[32m";
    expect(await onTerminal({})).toContain(green);
    const plain = await onTerminal({ NO_COLOR: "1" });
    expect(plain).not.toMatch(new RegExp(String.raw`\u001b\[3\dm`));
    expect(plain).toContain("HOST_UNREACHABLE");
  });

  test("serves, and stops cleanly at SIGTERM", async () => {
    const port = await freePort();
    const home = dagsterHome(yaml(`${hosts}    status_listen: 127.0.0.1:${port}\n`));
    const served = execa(process.execPath, [bundle, "serve", "--dagster-home", home], {
      env: {},
      extendEnv: false,
    });
    const socketPath = join(home, "multihost", "launcher.sock");
    await expect.poll(() => status(socketPath), { timeout: 10_000 }).toBe(200);
    expect(await read(socketPath, "/v1/openapi.json")).toMatchObject({ openapi: "3.1.0", info: { version } });
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain("Fleet status");
    expect((await fetch(`http://127.0.0.1:${port}/page/main.js`)).status).toBe(200);
    const events = await fetch(`http://127.0.0.1:${port}/v1/status/events`);
    served.kill("SIGTERM");
    expect((await served).exitCode).toBe(0);
    expect(await events.text()).toContain('"host_name":"host-b"');
    expect(await status(socketPath)).toBe(0);
  });

  test("keeps a host drained when the launcher is killed and started again", async () => {
    const home = dagsterHome(yaml(hosts));
    const socketPath = join(home, "multihost", "launcher.sock");
    const serve = () =>
      execa(process.execPath, [bundle, "serve", "--dagster-home", home], {
        env: {},
        extendEnv: false,
        reject: false,
      });
    const serving = () => expect.poll(() => status(socketPath), { timeout: 10_000 }).toBe(200);
    const first = serve();
    await serving();
    expect((await launcher(["hosts", "drain", "host-b"], { DAGSTER_HOME: home })).stdout).toContain(
      "is drained",
    );
    first.kill("SIGKILL");
    await first;
    const refused = await launcher(["hosts", "undrain", "host-b"], { DAGSTER_HOME: home });
    expect(refused.stderr).toMatch(/^LAUNCHER_UNREACHABLE: /);
    const second = serve();
    await serving();
    const { stdout } = await launcher(["hosts", "list", "--json"], { DAGSTER_HOME: home });
    expect(JSON.parse(stdout)).toMatchObject({ hosts: [{ host_name: "host-b", drained: true }] });
    expect((await launcher(["hosts", "undrain", "host-b"], { DAGSTER_HOME: home })).exitCode).toBe(0);
    second.kill("SIGTERM");
    await second;
  }, 30_000);
});

async function read(socketPath: string, path: string): Promise<unknown> {
  const chunks: Buffer[] = [];
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ socketPath, path }, resolve).on("error", reject).end();
  });
  for await (const chunk of answered) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

test("the bundle runs the command of deploy --exec, and its output may be cut off", async () => {
  const one = await deployment();
  one.dagster.locations["etl"] = { image: "app:1", instigators: [] };
  const args = ["deploy", "etl", "-y", "--exec", "echo from the $WORD", "--socket", one.socket];
  const env = { WORD: "shell", DAGSTER_HOME: one.folder, DAGSTER_WEBSERVER_URL: one.webserver };
  const { stdout, stderr, exitCode } = await launcher(args, env);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining("exec: your command\nfrom the shell\n")]);
  expect(stdout).toMatch(/^cleanup +done$/m);
  await one.close();
  const cut = await execa(`${process.execPath} ${bundle} config schema | head -1`, { shell: true });
  expect([cut.stdout, cut.stderr]).toEqual(["{", ""]);
}, 60_000);

function status(socketPath: string): Promise<number> {
  return new Promise((resolve) => {
    request({ socketPath, path: "/v1/health" }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", () => resolve(0))
      .end();
  });
}
