import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { mostCalls } from "../../../launcher/docker/connect.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { expectAttached } from "./attached.ts";
import { realEngine } from "./engine.ts";
import { startSshServer } from "./sshServer.ts";
import { newKeyPair } from "../../../lab/keys.ts";

let folder: string;
let server: Awaited<ReturnType<typeof startSshServer>>;
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ssh-"));
  server = await startSshServer((await realEngine()).socketPath);
});

afterAll(async () => {
  server.cut();
  await server.close();
  rmSync(folder, { recursive: true });
});

function host(
  ssh: Partial<Record<"private_key_file" | "known_hosts_file", string>> = {},
  user = "deploy",
): DockerodeHost {
  const files = {
    private_key_file: file("key", server.userKey),
    known_hosts_file: file("known_hosts", `# the lab\n${server.knownHostsLine}`),
  };
  const docker_url = `ssh://${user}@127.0.0.1:${server.port}`;
  const one = { host_name: "over-ssh", docker_url, location_names: ["x"], ssh: { ...files, ...ssh } };
  const [config] = parseLauncherConfig({ docker_hosts: [one] }).docker_hosts;
  if (config === undefined) throw new Error("no host");
  return new DockerodeHost(config, 5);
}

test("many calls go over one kept connection, and few channels", async () => {
  const docker = host();
  const before = { ...server.counts };
  await docker.version();
  for (let call = 0; call < 10; call++) await docker.version();
  await Promise.all(Array.from({ length: 5 }, () => docker.networks()));
  expect(server.counts.connections - before.connections).toBe(1);
  expect(server.counts.channels - before.channels).toBeLessThanOrEqual(5);
  docker.close();
});

test("requests that are given up while their channels open leave the connection usable", async () => {
  const docker = host();
  const before = server.counts.channels;
  server.slow.channelMs = 300;
  const pings = await Promise.allSettled(Array.from({ length: 2 * mostCalls }, () => docker.ping(50)));
  expect(new Set(pings.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  await expect.poll(() => server.counts.channels - before).toBe(2 * mostCalls);
  server.slow.channelMs = 0;
  // The server has opened them; now the client hears of it.
  await sleep(200);
  expect(await docker.version()).toMatch(/^\d+\./);
  docker.close();
});

test("a container's standard input is written to", async () => {
  const docker = host();
  await expectAttached(docker);
  docker.close();
});

test("a lost connection is opened again", async () => {
  const docker = host();
  await docker.version();
  server.cut();
  await expect.poll(() => docker.version().catch(String), { timeout: 10_000 }).toMatch(/^\d+\./);
  docker.close();
});

test("another host key is refused, and no key of the user is shown to that host", async () => {
  const other = newKeyPair().public;
  const docker = host({ known_hosts_file: file("other_hosts", `[127.0.0.1]:${server.port} ${other}\n`) });
  await expect(docker.version()).rejects.toMatchObject({
    code: "HOST_UNREACHABLE",
    message: expect.stringMatching(/'over-ssh'.*host key.*known hosts/) as string,
  });
});

test.each([
  [
    "a host that is not known",
    () => host({ known_hosts_file: file("empty", "") }),
    /no host key of 127\.0\.0\.1.*ssh-keyscan/,
  ],
  [
    "a user key that is refused",
    () => host({ private_key_file: file("bad", newKey()) }),
    /SSH refused the key.*authorized_keys/,
  ],
  ["another user", () => host({}, "root"), /SSH refused the key/],
  [
    "a key file that is not there",
    () => host({ private_key_file: "/nowhere/key" }),
    /ssh\.private_key_file '\/nowhere\/key'/,
  ],
])("%s is explained", async (_, make, message) => {
  await expect(make().version()).rejects.toMatchObject({
    retryable: true,
    message: expect.stringMatching(message) as string,
  });
});

function newKey(): string {
  return newKeyPair().private;
}
