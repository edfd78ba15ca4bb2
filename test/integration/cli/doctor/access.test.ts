import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import type { CertificateList } from "../../../../launcher/cli/certificates/list.ts";
import type { Diagnosis } from "../../../../launcher/cli/doctor/doctor.ts";
import { runCommand } from "../../../unit/launcher/cli/runCommand.ts";
import { certificateMaker } from "../../launcher/certificates.ts";
import { realEngine } from "../../launcher/engine.ts";
import { startSshServer } from "../../launcher/sshServer.ts";
import { engineLikes, expiredLeaf } from "./tlsServers.ts";
import { newKeyPair } from "../../../../lab/keys.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-access-"));
const certificates = certificateMaker(folder);
const { at } = certificates;
const servers = engineLikes(folder);
const forServer = "subjectAltName=IP:127.0.0.1";
let ports: Record<"good" | "expired" | "nameless" | "careless" | "plain", number>;
let ssh: Awaited<ReturnType<typeof startSshServer>>;

beforeAll(async () => {
  await certificates.authority("ca");
  await certificates.authority("other");
  await certificates.leaf("server", "ca", forServer);
  await certificates.leaf("nameless", "ca", "subjectAltName=DNS:elsewhere.test");
  await certificates.leaf("client", "ca", "extendedKeyUsage=clientAuth");
  await expiredLeaf(folder, "old", "ca", forServer);
  ports = {
    good: await servers.tls("server"),
    expired: await servers.tls("old"),
    nameless: await servers.tls("nameless"),
    careless: await servers.tls("server", false),
    plain: await servers.plain(),
  };
  ssh = await startSshServer((await realEngine()).socketPath);
  writeFileSync(at("known_hosts"), ssh.knownHostsLine);
  writeFileSync(at("user_key"), ssh.userKey, { mode: 0o600 });
});

afterAll(async () => {
  servers.close();
  await ssh.close();
  rmSync(folder, { recursive: true });
});

const files = { ca_cert: at("ca.pem"), client_cert: at("client.pem"), client_key: at("client.key") };

/** Runs a command with one host in dagster.yaml. */
async function run(
  host: object,
  ...args: string[]
): Promise<{ code: number; answer: unknown; text: string }> {
  const config = {
    docker_hosts: [{ host_name: "h", location_names: ["x"], ...host }],
    request_timeout_seconds: 2,
  };
  const launcher = { module: "dagster_multihost_launcher", class: "MultiHostDockerRunLauncher", config };
  writeFileSync(at("dagster.yaml"), stringify({ run_launcher: launcher }));
  const { code, stdout, stderr } = await runCommand([...args, "--json"], { DAGSTER_HOME: folder });
  return { code, answer: JSON.parse(stdout), text: stdout + stderr };
}

async function certs(port: number): Promise<{ code: number; answer: CertificateList }> {
  const { code, answer } = await run(overTls(port), "certs");
  return { code, answer: answer as CertificateList };
}

/** The outcome of each finding of a check, with its text. */
async function found(check: string, host: object): Promise<string[]> {
  const { answer, text } = await run(host, "doctor", "--only", check);
  expect(text).not.toContain("PRIVATE KEY");
  return (answer as Diagnosis).findings.map(({ outcome, found: what }) => `${outcome}: ${what}`);
}

const overTls = (port: number, changes: object = {}): object => ({
  docker_url: `tcp://127.0.0.1:${port}`,
  tls: { ...files, ...changes },
});

test("certificates that hold: each link and its days", async () => {
  const all = await found("tls", overTls(ports.good));
  expect(all).toEqual([
    expect.stringMatching(/^ok: The CA certificate \(CN=ca\) is valid for 1 days/),
    expect.stringMatching(/^ok: The client certificate \(CN=client\) is valid/),
    expect.stringMatching(/^ok: tls.client_key is the key/),
    expect.stringMatching(
      /^ok: The server's certificate is signed by the CA and is for 127\.0\.0\.1 \(TLSv1/,
    ),
    expect.stringMatching(/^ok: The server certificate \(CN=server\) is valid for 1 days/),
  ]);
});

test.each([
  [
    "another CA",
    () => overTls(ports.good, { ca_cert: at("other.pem") }),
    /^failure: .*not signed by the configured CA.*CN=ca/,
  ],
  ["a certificate that has expired", () => overTls(ports.expired), /^failure: .*chain has expired/],
  [
    "a certificate for another name",
    () => overTls(ports.nameless),
    /^failure: .*for other names \(DNS:elsewhere\.test\)/,
  ],
  [
    "the key of another",
    () => overTls(ports.good, { client_key: at("server.key") }),
    /^failure: .*is not the key of/,
  ],
  [
    "a file that is missing",
    () => overTls(ports.good, { client_cert: "/no.pem" }),
    /^failure: CERTIFICATE_INVALID: .*tls\.client_cert '\/no\.pem'/,
  ],
  ["no verification", () => overTls(ports.good, { verify: false }), /^warning: .*tls\.verify: false/],
  ["nobody there", () => overTls(9), /^failure: No TLS handshake with 127\.0\.0\.1:9/],
])("tls: %s", async (_, host, line) => {
  expect(await found("tls", host())).toContainEqual(expect.stringMatching(line));
});

test("a Docker API that answers a stranger is found, with and without TLS", async () => {
  expect(await found("exposure", overTls(ports.good))).toEqual([expect.stringMatching(/^ok: /)]);
  expect(await found("exposure", overTls(ports.careless))).toEqual([
    expect.stringMatching(new RegExp(`^failure: .*anybody at https://127\\.0\\.0\\.1:${ports.careless}`)),
  ]);
  expect(await found("exposure", { docker_url: `tcp://127.0.0.1:${ports.plain}` })).toEqual([
    expect.stringMatching(new RegExp(`^failure: .*anybody at http://127\\.0\\.0\\.1:${ports.plain}`)),
  ]);
});

const overSsh = (changes: object = {}): object => ({
  docker_url: `ssh://deploy@127.0.0.1:${ssh.port}`,
  ssh: { private_key_file: at("user_key"), known_hosts_file: at("known_hosts"), ...changes },
});

test("SSH: a known key, an unknown one, another one, a key that is not let in, nobody there", async () => {
  const other = newKeyPair();
  writeFileSync(at("empty"), "");
  writeFileSync(at("changed"), `[127.0.0.1]:${ssh.port} ${other.public}\n`);
  writeFileSync(at("stranger"), other.private, { mode: 0o600 });
  expect(await found("ssh,docker", overSsh())).toEqual([
    expect.stringMatching(/^ok: The SSH host key .* is the known one \(SHA256:/),
    "ok: SSH lets deploy in.",
    expect.stringMatching(/^ok: Docker \d+/),
  ]);
  const one = async (changes: object, line: RegExp): Promise<void> =>
    expect((await found("ssh", overSsh(changes))).at(-1)).toMatch(line);
  await one({ known_hosts_file: at("empty") }, /^failure: .*\(SHA256:\S+\) is not in the known hosts/);
  await one({ known_hosts_file: at("changed") }, /^failure: .*is not the one in the known hosts/);
  await one({ private_key_file: at("stranger") }, /^failure: .*does not let deploy in/);
  await one({ private_key_file: "/no-key" }, /^failure: SSH_FILE_UNREADABLE: .*'\/no-key'/);
  expect(
    await found("ssh", {
      docker_url: "ssh://deploy@127.0.0.1:9",
      ssh: { known_hosts_file: at("known_hosts") },
    }),
  ).toEqual([expect.stringMatching(/^failure: No SSH server answers at 127\.0\.0\.1:9/)]);
});

test("certs lists what the files hold and what the host shows", async () => {
  const { code, answer } = await certs(ports.good);
  expect(code).toBe(0);
  expect(answer.unread).toEqual([]);
  expect(
    answer.certificates.map(({ role, subject, state, days_left }) => [role, subject, state, days_left]),
  ).toEqual([
    ["ca", "CN=ca", "valid", 1],
    ["client", "CN=client", "valid", 1],
    ["server", "CN=server", "valid", 1],
  ]);
  expect(answer.certificates[2]).toMatchObject({
    names: ["IP Address:127.0.0.1"],
    issuer: "CN=ca",
    hosts: ["h"],
    file: null,
  });
  const old = await certs(ports.expired);
  expect([old.code, old.answer.certificates[2]?.state]).toEqual([3, "expired"]);
  const silent = await certs(9);
  expect([silent.code, silent.answer.unread]).toEqual([
    3,
    [expect.objectContaining({ role: "server", host_name: "h" })],
  ]);
});
