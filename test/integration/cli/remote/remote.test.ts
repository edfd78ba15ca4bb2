import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realEngine } from "../../launcher/engine.ts";
import { tinyImage } from "../../launcher/tinyImage.ts";
import { startSshShell } from "./sshShell.ts";
import { newKeyPair } from "../../../../lab/keys.ts";

const folder = mkdtempSync(join(tmpdir(), "remote-"));
const at = (name: string): string => join(folder, name);
const container = `remote-${randomUUID().slice(0, 8)}`;
let shell: Awaited<ReturnType<typeof startSshShell>>;
let dockerUrl: string;

/** Stands for the command line of the container: it says what it was given, and ends with its input. */
const standIn = `#!/bin/sh
if [ "$1" = logs ]; then
  echo began
  while read -r line; do :; done
  echo input ended >&2
  exit 130
fi
for word in "$@"; do echo "<$word>"; done
echo "progress $DAGSTER_MULTIHOST_ENDS_WITH_INPUT" >&2
exit 3
`;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  shell = await startSshShell({ PATH: process.env["PATH"], DOCKER_HOST: dockerUrl });
  writeFileSync(at("program"), standIn, { mode: 0o755 });
  writeFileSync(at("key"), shell.userKey, { mode: 0o600 });
  writeFileSync(at("known_hosts"), shell.knownHostsLine);
  const mounted = ["--volume", `${at("program")}:/bin/dagster-multihost:ro`];
  await docker("run", "--detach", "--name", container, ...mounted, tinyImage, "sleep", "600");
});

afterAll(async () => {
  await docker("rm", "--force", container);
  await shell.close();
  rmSync(folder, { recursive: true });
});

const docker = (...args: string[]) => execa("docker", args, { env: { DOCKER_HOST: dockerUrl } });

function remotely(args: string[], { knownHosts = at("known_hosts"), env = {} } = {}) {
  const access = ["--ssh-key", at("key"), "--known-hosts", knownHosts, "--container", container];
  return execa("launcher/cli/dagster-multihost", [...access, ...args], { env, reject: false });
}
const url = (): string => `ssh://deploy@127.0.0.1:${shell.port}`;

test("a command runs in the launcher's container: arguments, output, progress and exit code go through", async () => {
  const odd = ["runs", "--location", 'it\'s $HOME; a "b"', "", "--json"];
  const { stdout, stderr, exitCode } = await remotely(["--control-plane", url(), ...odd]);
  expect(stdout.split("\n")).toEqual(odd.map((word) => `<${word}>`));
  expect([stderr, exitCode]).toEqual(["progress 1", 3]);
});

test("the variable names the control plane, too; what is about this machine stays here", async () => {
  const env = { DAGSTER_MULTIHOST_CONTROL_PLANE: url() };
  expect((await remotely(["status"], { env })).stdout).toBe("<status>");
  const before = shell.commands.length;
  for (const args of [["--help"], ["status", "--help"], ["--version"]]) {
    expect((await remotely(args, { env })).exitCode).toBe(0);
  }
  expect(shell.commands).toHaveLength(before);
});

test("Ctrl-C ends the command in the container", async () => {
  const running = remotely(["--control-plane", url(), "logs", "run-1", "-f"]);
  await new Promise((resolve) => running.stdout.once("data", resolve));
  running.kill("SIGINT");
  const { stderr, exitCode } = await running;
  expect([stderr, exitCode]).toEqual(["input ended", 130]);
});

test("a host whose key is not known, or is another one, gets no command", async () => {
  const other = newKeyPair();
  writeFileSync(at("empty"), "");
  writeFileSync(at("changed"), `[127.0.0.1]:${shell.port} ${other.public}\n`);
  const before = shell.commands.length;
  for (const name of ["empty", "changed"]) {
    const { stderr, exitCode } = await remotely(["--control-plane", url(), "status"], {
      knownHosts: at(name),
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^CONTROL_PLANE_UNREACHABLE: The control plane .*--known-hosts/);
  }
  expect(shell.commands).toHaveLength(before);
});

test.each([
  ["no SSH URL", "tcp://10.0.1.1", /^CONTROL_PLANE_INVALID: .*ssh:\/\//],
  ["nobody there", "ssh://127.0.0.1:9", /^CONTROL_PLANE_UNREACHABLE: /],
])("%s", async (_, controlPlane, text) => {
  const { stderr, exitCode, stdout } = await remotely(["--control-plane", controlPlane, "status"]);
  expect([exitCode, stdout]).toEqual([controlPlane.startsWith("tcp") ? 2 : 1, ""]);
  expect(stderr).toMatch(text);
});
