import { connect } from "node:tls";
import { X509Certificate } from "node:crypto";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CertificateAuthority, DockerHost } from "../../../components/index.ts";
import type { DaemonOptions } from "../../../components/dockerHost/daemonJson.ts";
import { readLastUp, recordUp } from "../../../stacks/lastUp.ts";
import { freePort } from "../../support/freePort.ts";
import { startServer, type ProvisionedServer } from "./server.ts";
import { failure, openStack } from "./stack.ts";

// The tests of this file build on each other, in order: one dockerd from its first `up` to `destroy`.
const original = '{"dns": ["10.0.0.53"]}';
const wish = { generation: 1, daemonOptions: {} as DaemonOptions };
let server: ProvisionedServer;
let port: number;
let stack: Stack;

beforeAll(async () => {
  server = await startServer(original);
  port = await freePort();
  stack = await openStack("docker-host", async () => {
    const { rotation } = await readLastUp();
    const ca = new CertificateAuthority("ca", {
      generation: wish.generation,
      ...(rotation ? { lastRotation: rotation } : {}),
    });
    const client = ca.issueClient("provisioning");
    const { daemonOptions } = wish;
    const host = new DockerHost("host-b", {
      ssh: server.ssh,
      access: "tls",
      ca,
      client,
      port,
      daemonOptions,
    });
    const { dockerVersion } = host;
    recordUp({ rotation: ca.rotation, hosts: [], gone: [] }, dockerVersion);
    return { dockerVersion, client };
  });
});

afterAll(() => server.stop());

const changes = async (): Promise<string[]> =>
  Object.keys((await stack.up()).summary.resourceChanges ?? {}).sort();
const json = (): Record<string, unknown> => JSON.parse(server.daemonJson.read()) as Record<string, unknown>;

test("dockerd is configured and proven; a second up changes nothing and restarts nothing", async () => {
  const { outputs } = await stack.up();
  expect(outputs["dockerVersion"]).toEqual({ value: "99.1", secret: false });
  expect(json()).toMatchObject({ dns: ["10.0.0.53"], hosts: ["fd://", `tcp://127.0.0.1:${port}`] });
  const restarts = server.restarts();
  expect(await changes()).toEqual(["same"]);
  expect(server.restarts()).toBe(restarts);
});

test("an edit of daemon.json by hand shows in the preview with its keys, and up settles it", async () => {
  server.daemonJson.write(JSON.stringify({ ...json(), mtu: 1400, tlsverify: false }));
  const { stdout } = await stack.preview({ diff: true });
  expect(stdout).toMatch(/sh -s create # .*daemon\.json was edited: mtu, tlsverify/);
  expect(await changes()).toEqual(["same", "update"]);
  expect(json()).toMatchObject({ mtu: 1400, tlsverify: true });
  expect(await changes()).toEqual(["same"]);
});

test("a change that this machine cannot prove is taken back, and the next up makes it again", async () => {
  const before = server.daemonJson.read();
  wish.daemonOptions = { debug: true };
  server.firewall(true);
  const message = await failure(stack.up());
  expect(message).toContain(
    "DOCKER_TLS_PROOF_FAILED: host host-b: a TLS call with the client certificate to tcp://",
  );
  expect(message).toContain("The old configuration is back and dockerd is running.");
  expect(server.daemonJson.read()).toBe(before);

  server.firewall(false);
  const { summary, outputs } = await stack.up();
  expect(summary.resourceChanges?.update).toBeGreaterThan(0);
  expect(outputs["dockerVersion"]?.value).toBe("99.1");
  expect(json()).toMatchObject({ debug: true });
  expect(await changes()).toEqual(["same"]);
});

test("a configuration that dockerd refuses is taken back, and up fails with dockerd's own words", async () => {
  const before = server.daemonJson.read();
  wish.daemonOptions = { debug: true, "no-such-option": 1 };
  const message = await failure(stack.up());
  expect(message).toContain("DOCKERD_REJECTED_CONFIGURATION: host host-b");
  expect(message).toContain("unknown option no-such-option");
  expect(server.daemonJson.read()).toBe(before);
  wish.daemonOptions = { debug: true };
  await stack.up();
  expect(await changes()).toEqual(["same"]);
});

interface Client {
  ca: string;
  certificate: string;
  privateKey: string;
}

/** Whether dockerd accepts a client, and the client dockerd; and by which CA dockerd's certificate is. */
async function handshake({ ca, certificate: cert, privateKey: key }: Client): Promise<string> {
  return await new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ca, cert, key }, () => {
      const { issuer } = new X509Certificate(socket.getPeerCertificate(true).raw);
      socket.write("GET /version HTTP/1.0\r\n\r\n");
      // With TLS 1.3 the server's refusal comes after the handshake.
      socket.once("data", () => resolve(issuer));
    });
    socket.once("error", (error: Error) => resolve(error.message));
    socket.once("close", () => resolve("closed: alert"));
  });
}

const clientOf = ({ outputs }: Awaited<ReturnType<Stack["up"]>>): Client =>
  outputs["client"]?.value as Client;

test("the CA is changed in three ups: whoever was let in stays until the third, and then is not let in any more", async () => {
  const old = clientOf(await stack.up());
  expect(await handshake(old)).toContain(" 1-87600h-");
  wish.generation = 2;

  const introduced = clientOf(await stack.up());
  expect(introduced.certificate).toBe(old.certificate);
  expect(introduced.ca.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(await handshake(old)).toContain(" 1-87600h-");
  expect(await handshake(introduced)).toContain(" 1-87600h-");

  // An up that fails half-way is no step.
  wish.daemonOptions = { debug: true, "no-such-option": 1 };
  expect(await failure(stack.up())).toContain("DOCKERD_REJECTED_CONFIGURATION");
  wish.daemonOptions = { debug: true };
  expect(await handshake(introduced)).toContain(" 1-87600h-");

  const issued = clientOf(await stack.up());
  expect(issued.privateKey).not.toBe(old.privateKey);
  for (const client of [introduced, issued]) expect(await handshake(client)).toContain(" 2-87600h-");

  const dropped = clientOf(await stack.up());
  expect(dropped.certificate).toBe(issued.certificate);
  expect(dropped.ca.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  expect(await handshake(dropped)).toContain(" 2-87600h-");
  expect(await handshake(introduced)).toMatch(/alert|ECONNRESET|verify/);
  expect(await changes()).toEqual(["same"]);
});

test("destroy puts daemon.json back, with what was edited by hand", async () => {
  await stack.destroy();
  expect(json()).toEqual({ dns: ["10.0.0.53"], mtu: 1400 });
});

test("a preview goes on without a server that cannot be reached; an up does not", async () => {
  await stack.up();
  server.sshd.stop();
  const { stdout, changeSummary } = await stack.preview();
  expect(stdout).toMatch(/warning: SSH_UNREACHABLE: host host-b .* This preview goes on without it\./s);
  expect(changeSummary["same"]).toBeGreaterThan(3);
  expect(await failure(stack.up())).toContain("SSH_UNREACHABLE: host host-b");
});
