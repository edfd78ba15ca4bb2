import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runOverSsh, type SshTarget } from "../../../components/ssh/run.ts";
import { startSshd, type Sshd } from "../engine/sshd.ts";

let sshd: Sshd;
let ssh: SshTarget;

beforeAll(async () => {
  sshd = await startSshd();
  const { host, port, privateKey, hostKey } = sshd.connection;
  ssh = {
    name: "host-b",
    address: host,
    port,
    user: userInfo().username,
    privateKey,
    hostKey: hostKey.trim(),
  };
});
afterAll(() => sshd.stop());

/** The port on our side of the connection: another one for each. */
const ourPort = async (fresh = false): Promise<string> =>
  (await runOverSsh(ssh, "echo $SSH_CLIENT | cut -d' ' -f2", { fresh })).stdout.trim();

test("commands share a connection, many at once; a fresh one has its own", async () => {
  const ports = await Promise.all(Array.from({ length: 24 }, () => ourPort()));
  expect(new Set(ports).size).toBe(1);
  expect(ports[0]).toMatch(/^\d+$/);
  expect(await ourPort()).toBe(ports[0]);
  expect(await ourPort(true)).not.toBe(ports[0]);
});

test("each command has its own input, output and code", async () => {
  const answers = await Promise.all(
    ["one", "two", "three"].map((stdin, code) =>
      runOverSsh(ssh, `cat; echo ${stdin} >&2; exit ${code}`, { stdin }),
    ),
  );
  expect(answers).toEqual([
    { stdout: "one", stderr: "one\n", code: 0 },
    { stdout: "two", stderr: "two\n", code: 1 },
    { stdout: "three", stderr: "three\n", code: 2 },
  ]);
});

test("a connection that is cut is opened anew; one that nobody uses is closed", async () => {
  const before = await ourPort();
  await runOverSsh(ssh, "kill $PPID").catch(() => undefined);
  const after = await ourPort();
  expect(after).not.toBe(before);
  await expect.poll(() => ourPort(), { interval: 1_500, timeout: 10_000 }).not.toBe(after);
});

test("a command that takes too long is named, and so is another key", async () => {
  await expect(runOverSsh(ssh, "sleep 30", { timeoutMs: 300 })).rejects.toThrow(
    /SSH_UNREACHABLE: host host-b .* no answer within 0\.3 s/,
  );
  const other = { ...ssh, hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA" };
  await expect(runOverSsh(other, "true")).rejects.toThrow("SSH_HOST_KEY_MISMATCH");
});
