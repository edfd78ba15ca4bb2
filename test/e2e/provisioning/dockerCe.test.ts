import { readFileSync } from "node:fs";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CertificateAuthority, DockerHost } from "../../../components/index.ts";
import { labUp } from "../../../lab/up.ts";
import { failure, openStack } from "../../integration/provisioning/stack.ts";
import { report } from "../support/deployment.ts";
import { dockerdFiles, editUnit, layOut, putBack } from "../support/dockerCe.ts";
import { addressOf, asRoot } from "../support/hosts.ts";

// A server with Docker's own packages, as far as they differ from docker.io's, where one logs in as root and there is no sudo.
const name = "host-c";
const start = "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock";
let stack: Stack;
let before: string;

beforeAll(async () => {
  const lab = await labUp(report);
  const { address, port, hostKey } = lab.hosts.find((host) => host.name === name) ?? {};
  if (!address || !port || !hostKey) throw new Error(`the lab has no ${name}`);
  await putBack(name);
  await layOut(name);
  before = await dockerdFiles(name);
  const privateKey = readFileSync(lab.privateKeyFile, "utf8");
  stack = await openStack("docker-ce", () => {
    const ca = new CertificateAuthority("ca");
    const { dockerVersion } = new DockerHost(name, {
      ssh: { name, address, port, user: "root", privateKey, privateKeyFile: lab.privateKeyFile, hostKey },
      access: "tls",
      ca,
      client: ca.issueClient("provisioning"),
    });
    return Promise.resolve({ dockerVersion });
  });
});

afterAll(async () => {
  await stack.destroy().catch(() => undefined);
  await putBack(name);
});

const pid = (): Promise<string> => asRoot(name, "docker inspect --format '{{.State.Pid}}' layout");

test("it is taken over, with TLS; a second up changes nothing, and destroy gives it back to the byte", async () => {
  const running = await pid();
  expect((await stack.up()).outputs["dockerVersion"]?.value).toMatch(/^\d+\.\d+/);
  expect(await asRoot(name, "tr '\\0' ' ' </proc/$(pidof dockerd)/cmdline")).toBe(
    "/usr/bin/dockerd --containerd=/run/containerd/containerd.sock ",
  );
  expect(JSON.parse(await asRoot(name, "cat /etc/docker/daemon.json"))).toMatchObject({
    hosts: ["fd://", `tcp://${addressOf(name)}:2376`],
    tlsverify: true,
  });
  expect(await pid()).toBe(running);
  expect(Object.keys((await stack.up()).summary.resourceChanges ?? {})).toEqual(["same"]);
  await stack.destroy();
  expect(await dockerdFiles(name)).toBe(before);
});

test("a unit that was edited, with live-restore as a flag, is taken over as well and stays edited", async () => {
  await editUnit(name, `[Service]\nExecStart=\nExecStart=${start} --live-restore`);
  const edited = await dockerdFiles(name);
  await stack.up();
  expect(await asRoot(name, "systemctl show -p ExecStart --value docker")).toContain(
    "argv[]=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock --live-restore ;",
  );
  await stack.destroy();
  expect(await dockerdFiles(name)).toBe(edited);
});

test.each([
  [
    "a TCP listener without TLS, which others use",
    `ExecStart=\nExecStart=${start} -H tcp://127.0.0.1:2375`,
    /DOCKERD_LISTENER_CONFLICT: host host-c: dockerd already listens on tcp:\/\/127\.0\.0\.1:2375\./,
  ],
  [
    "a listener in a variable, which only dockerd sees",
    `Environment="DOCKER_OPTS=-H unix:///run/other.sock"\nExecStart=\nExecStart=${start} $DOCKER_OPTS`,
    /DOCKERD_REJECTED_CONFIGURATION: host host-c: .*old configuration is back and dockerd is running\.\s+A flag of dockerd names one of our options: .*hosts: \(from flag/s,
  ],
])("%s is named, and the server is as it was", async (_, settings, expected) => {
  await editUnit(name, `[Service]\n${settings}`);
  const edited = await dockerdFiles(name);
  expect(await failure(stack.up())).toMatch(expected);
  expect(await dockerdFiles(name)).toBe(edited);
  await stack.destroy();
});
