import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { runRemotely } from "../../../../launcher/cli/remote/runRemotely.ts";
import { remoteTarget } from "../../../../launcher/cli/remote/target.ts";
import { checkout } from "../../../../scripts/cache.ts";
import { realEngine } from "../../launcher/engine.ts";
import { LauncherProcess } from "../../launcher/faults/launcherProcess.ts";
import { tinyImage } from "../../launcher/tinyImage.ts";
import { realWebserver } from "../webserver.ts";
import { startSshShell } from "./sshShell.ts";

// A real launcher, webserver, engine and SSH connection. What `docker exec` does, remote.test.ts shows with a real container;
// here it starts the real program on this machine, with the environment that the container has.
const prefix = `verbs-${randomUUID().slice(0, 8)}`;
const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
const at = (name: string): string => join(folder, name);
const run = randomUUID();
const launcher = new LauncherProcess(folder);
let shell: Awaited<ReturnType<typeof startSshShell>>;
let webserver: Awaited<ReturnType<typeof realWebserver>>;
let dockerUrl: string;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  const host = { host_name: "host-b", docker_url: dockerUrl, location_names: ["etl"], network: "none" };
  const config = { container_label_prefix: prefix, pull_policy: "never", docker_hosts: [host] };
  const run_launcher = {
    module: "dagster_multihost_launcher",
    class: "MultiHostDockerRunLauncher",
    config,
  };
  writeFileSync(at("dagster.yaml"), stringify({ run_launcher }));
  mkdirSync(at("bin"));
  // docker exec -i -e VARIABLE=1 CONTAINER dagster-multihost WORD…
  const exec = `#!/bin/sh\nexport "$4"; shift 6\nexec "${checkout}/launcher/cli/dagster-multihost" "$@"\n`;
  writeFileSync(at("bin/docker"), exec, { mode: 0o755 });
  const [started] = await Promise.all([realWebserver(), launcher.start()]);
  webserver = started;
  shell = await startSshShell({
    PATH: `${at("bin")}:${process.env["PATH"] ?? ""}`,
    DAGSTER_HOME: folder,
    DAGSTER_MULTIHOST_LAUNCHER_SOCKET: at("launcher.sock"),
    DAGSTER_WEBSERVER_URL: webserver.url,
  });
  writeFileSync(at("key"), shell.userKey, { mode: 0o600 });
  writeFileSync(at("known_hosts"), shell.knownHostsLine);
  const script = "echo first; sleep 1; echo last";
  const body = { job_name: "waiting", location_name: "etl", image: tinyImage, command: ["sh", "-c", script] };
  const { result } = (await launcher.ask("POST", `/v1/runs/${run}/create`, body)) as {
    result: { host_name: string; container_id: string };
  };
  const { host_name, container_id } = result;
  await launcher.ask("POST", `/v1/runs/${run}/start`, { host_name, container_id });
});

afterAll(async () => {
  await launcher.kill();
  const env = { DOCKER_HOST: dockerUrl };
  const filter = ["--filter", `label=${prefix}/managed=true`];
  const { stdout } = await execa("docker", ["ps", "-aq", ...filter], { env });
  if (stdout !== "") await execa("docker", ["rm", "--force", ...stdout.split("\n")], { env });
  await Promise.all([shell.close(), webserver.stop()]);
  rmSync(folder, { recursive: true });
});

/** Runs a command there, as the program here does; it need not be a process of its own for that. */
async function remotely(...args: string[]) {
  const access = ["--ssh-key", at("key"), "--known-hosts", at("known_hosts")];
  const url = `ssh://deploy@127.0.0.1:${shell.port}`;
  const target = remoteTarget(["--control-plane", url, ...access, ...args], {});
  if (target === undefined) throw new Error(`'${args.join(" ")}' would stay here`);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runRemotely(target, { stdout, stderr }, new AbortController().signal);
  const written = [stdout.end(), stderr.end()].map((stream) => text(stream));
  const [data = "", progress = ""] = await Promise.all(written);
  return { exitCode, stdout: data, stderr: progress };
}

test("logs -f shows what is written, until the run's end", async () => {
  const { exitCode, stdout } = await remotely("logs", run, "-f");
  expect([exitCode, stdout]).toEqual([0, "first\nlast\n"]);
});

// The location `broken` does not load, and the engine has no image of it.
test.each<[string, number, RegExp, object]>([
  ["status", 3, /^host +host-b +up/m, { healthy: false, hosts: [{ host_name: "host-b" }] }],
  ["hosts list", 0, /^host-b +up/m, { hosts: [{ host_name: "host-b", reachable: true }] }],
  ["hosts drain host-b", 0, /is drained/, { host_name: "host-b", drained: true }],
  ["hosts undrain host-b", 0, /takes new runs/, { host_name: "host-b", drained: false }],
  ["runs --all", 0, new RegExp(run), { containers: [{ run_id: run }], unreachable: [] }],
  ["config validate", 0, /dagster\.yaml/, { valid: true }],
  ["config render", 0, /host_name: host-b/, { docker_hosts: [{ host_name: "host-b" }] }],
  ["check-env", 0, /^/, { variables: [] }],
  ["certs", 0, /^ROLE/, { certificates: [], unread: [] }],
  ["doctor --only launcher,docker", 0, /0 failed/, { healthy: true, counts: { failure: 0 } }],
  ["pull etl --image absent.example.com/none:1", 1, /^host-b +failed/m, { pulls: [{ host_name: "host-b" }] }],
  ["drain etl --no-wait", 0, /^KIND/, { locations: ["etl"], unfinished: [] }],
  ["restore", 0, /^/, { failed: [] }],
  ["reload broken", 3, /^/, { locations: [{ name: "broken", state: "error" }] }],
  ["cleanup --dry-run --instance-id none", 0, /^/, { dry_run: true, counts: { removed: 0 } }],
  [
    "deploy etl --yes --skip-cleanup",
    0,
    /^restore +done/m,
    { locations: ["etl"], steps: [{}, {}, {}, {}, {}, {}, {}] },
  ],
])("%s: for a person, as JSON, and its exit code", async (line, code, shown, document) => {
  const human = await remotely(...line.split(" "));
  expect(human.stdout).toMatch(shown);
  const json = await remotely(...line.split(" "), "--json");
  expect(JSON.parse(json.stdout)).toMatchObject(document);
  expect([human.exitCode, json.exitCode]).toEqual([code, code]);
});

test("wrong usage is told by the program there, and config schema is a document by itself", async () => {
  const wrong = await remotely("hosts", "drain", "host-x");
  expect([wrong.exitCode, wrong.stdout]).toEqual([2, ""]);
  expect(wrong.stderr).toMatch(/^HOST_UNKNOWN: /);
  const unknown = await remotely("runs", "--host", "host-c");
  expect([unknown.exitCode, unknown.stdout]).toEqual([2, ""]);
  expect(unknown.stderr).toMatch(/^HOST_UNKNOWN: .*Did you mean 'host-b'/);
  expect(JSON.parse((await remotely("config", "schema")).stdout)).toHaveProperty("properties.docker_hosts");
});
