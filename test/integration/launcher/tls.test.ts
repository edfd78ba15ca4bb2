import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { certificateMaker } from "./certificates.ts";
import { realEngine } from "./engine.ts";

const folder = mkdtempSync(join(tmpdir(), "tls-"));
const certificates = certificateMaker(folder);
const { at, read } = certificates;
const servers: Server[] = [];
let port: number;
let namelessPort: number;

beforeAll(async () => {
  const { socketPath } = await realEngine();
  await certificates.authority("ca");
  await certificates.authority("other");
  await certificates.leaf("server", "ca", "subjectAltName=IP:127.0.0.1");
  await certificates.leaf("nameless", "ca", "subjectAltName=DNS:elsewhere.test");
  await certificates.leaf("client", "ca", "extendedKeyUsage=clientAuth");
  await certificates.leaf("stranger", "other", "extendedKeyUsage=clientAuth");
  port = await engineOverTls("server", socketPath);
  namelessPort = await engineOverTls("nameless", socketPath);
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** As dockerd does it with tlsverify. */
function engineOverTls(name: string, socketPath: string): Promise<number> {
  const certificates = { ca: read("ca.pem"), cert: read(`${name}.pem`), key: read(`${name}.key`) };
  const server = createTlsServer(
    { ...certificates, requestCert: true, rejectUnauthorized: true },
    (socket) => {
      const engine = connect(socketPath);
      socket
        .on("error", () => engine.destroy())
        .pipe(engine)
        .on("error", () => socket.destroy())
        .pipe(socket);
    },
  );
  return listen(server);
}

function listen(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

const tls = { ca_cert: at("ca.pem"), client_cert: at("client.pem"), client_key: at("client.key") };

function hostEntry(changes: object): object {
  return {
    host_name: "over-tls",
    docker_url: `tcp://127.0.0.1:${port}`,
    location_names: ["x"],
    tls,
    ...changes,
  };
}

function host(ofHost: object, timeoutSeconds = 5): DockerodeHost {
  const [config] = parseLauncherConfig({ docker_hosts: [hostEntry(ofHost)] }).docker_hosts;
  if (config === undefined) throw new Error("no host");
  return new DockerodeHost(config, timeoutSeconds);
}

describe("TLS", () => {
  test("works with the client certificate", async () => {
    const docker = host({});
    expect(await docker.version()).toMatch(/^\d+\./);
    docker.close();
  });

  test("tells when the server's certificate expires", async () => {
    const docker = host({});
    expect(await docker.certificateExpiry()).toBeUndefined();
    await docker.version();
    const { validTo } = new X509Certificate(read("server.pem"));
    expect(await docker.certificateExpiry()).toBe(Date.parse(validTo));
    docker.close();
  });

  test("does not check the server when verify is false", async () => {
    const docker = host({ docker_url: `tcp://127.0.0.1:${namelessPort}`, tls: { ...tls, verify: false } });
    expect(await docker.version()).toMatch(/^\d+\./);
    docker.close();
  });

  test.each([
    [
      "another CA",
      () => ({ tls: { ...tls, ca_cert: at("other.pem") } }),
      /not signed by the configured CA.*tls\.ca_cert/,
    ],
    [
      "another client",
      () => ({ tls: { ...tls, client_cert: at("stranger.pem"), client_key: at("stranger.key") } }),
      /tls\.client_cert/,
    ],
    [
      "another name",
      () => ({ docker_url: `tcp://127.0.0.1:${namelessPort}` }),
      /certificate is for other names/,
    ],
    ["no TLS", () => ({ tls: undefined }), /cannot be reached/],
    [
      "a missing file",
      () => ({ tls: { ...tls, client_key: "/nowhere.key" } }),
      /tls\.client_key '\/nowhere\.key' \(ENOENT\)/,
    ],
    ["a closed port", () => ({ docker_url: "tcp://127.0.0.1:9" }), /connection refused/],
  ])("explains %s", async (_, changes, message) => {
    const failure = { code: "HOST_UNREACHABLE", message: expect.stringMatching(message) as string };
    await expect(host(changes()).version()).rejects.toMatchObject(failure);
  });

  test("wrong ca_cert with REQUESTS_CA_BUNDLE set: the configured CA alone decides", async () => {
    const bundles = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];
    // Node reads its own variable when it starts.
    const look = async (ca: string): Promise<string> => {
      const { stdout } = await execa("node", ["test/integration/launcher/askVersion.ts"], {
        env: Object.fromEntries(bundles.map((name) => [name, at("ca.pem")])),
        input: JSON.stringify({ ...hostEntry({}), tls: { ...tls, ca_cert: at(ca) } }),
      });
      return stdout;
    };
    expect(await look("other.pem")).toMatch(/HOST_UNREACHABLE.*not signed by the configured CA/s);
    expect(await look("ca.pem")).toMatch(/^\d+\./);
  });

  test("reads renewed certificates at the next call after a failure", async () => {
    for (const kind of ["pem", "key"]) copyFileSync(at(`stranger.${kind}`), at(`mine.${kind}`));
    const docker = host({ tls: { ...tls, client_cert: at("mine.pem"), client_key: at("mine.key") } });
    await expect(docker.version()).rejects.toThrow("tls.client_cert");
    for (const kind of ["pem", "key"]) copyFileSync(at(`client.${kind}`), at(`mine.${kind}`));
    expect(await docker.version()).toMatch(/^\d+\./);
    docker.close();
  });
});

describe("a host that goes silent", () => {
  test.each([
    ["before it answers", ""],
    [
      "in the middle of an answer",
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    ],
  ])("%s is given up after the request timeout", async (_, sent) => {
    const silent = await listen(
      createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.write(sent))),
    );
    const docker = host({ docker_url: `tcp://127.0.0.1:${silent}`, tls: undefined }, 0.5);
    const before = Date.now();
    await expect(docker.version()).rejects.toThrow(/no answer within 0\.5 s/);
    await expect(docker.networks()).rejects.toThrow(/no answer within 0\.5 s/);
    expect(Date.now() - before).toBeLessThan(2000);
    docker.close();
  });
});
