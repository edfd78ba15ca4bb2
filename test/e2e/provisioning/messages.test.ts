import { afterAll, beforeAll, expect, test } from "vitest";
import { destroy, removeStack } from "../../../lab/demo/stack.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { faults } from "../../../lab/faults.ts";
import { newDeployment, report, type Deployment } from "../support/deployment.ts";
import { addressOf, onHost } from "../support/hosts.ts";

// What a person reads during `up`.
let deployment: Deployment;
let engine: DockerEngine;

beforeAll(async () => {
  deployment = await newDeployment("messages");
  engine = await ensureDocker(report);
  await deployment.describe();
});

afterAll(async () => {
  await faults.unpause(engine, "host-a").catch(() => undefined);
  await onHost("host-b", "rm -f /usr/local/bin/df");
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack).catch(() => undefined));
});

const up = async (): Promise<string> => (await deployment.stack.up({ parallel: 16 })).stdout;

test("up says what it looks at, what it does on each host, and at its end what there is", async () => {
  // A disk that is nearly full, as `df` tells it.
  await onHost(
    "host-b",
    `printf '#!/bin/sh\\necho "/dev/sda1 102400000 97280000 5120000 95%% /var/lib/docker"\\n' >/usr/local/bin/df; chmod 755 /usr/local/bin/df`,
  );
  const text = await up();
  await onHost("host-b", "rm /usr/local/bin/df");
  expect(text).toMatch(
    /looked at 4 of 4 hosts in [\d.]+ s: host-a has Docker 20\.\d+\.\d+\S*, .*host-d has no Docker/,
  );
  expect(text).toMatch(
    /warning: host host-b: the disk with \/var\/lib\/docker is 95 % full, 4\.9 GiB are left\./,
  );
  expect(text).toContain("live-restore is on: running containers go on through the restart of dockerd");
  expect(text).toMatch(/dockerd answers under the new configuration, after \d+ s/);
  expect(text).toContain("dockerd answered a call from outside with the client certificate");
  expect(text).toContain("waiting for the gRPC server of reporting on port 4000");
  expect(text).toContain("The fleet is up: 4 hosts, 4 code locations.");
  expect(text).toMatch(/host-b +Docker 20\.\S+ over tls +certificate until 2\d{3}-\d\d-\d\d \(\d+ days\)/);
  expect(text).toMatch(
    /The next certificate to be renewed: 2\d{3}-\d\d-\d\d \(host-b\)\. Run pulumi up then\./,
  );
});

test("the outputs are short and plain", async () => {
  const { hosts, nextCertificateRenewal, webserver } = await deployment.stack.outputs();
  for (const host of hosts?.value as Record<string, unknown>[]) {
    for (const value of Object.values(host)) expect(String(value).length).toBeLessThan(60);
  }
  expect(nextCertificateRenewal?.value).toMatch(/^2\d{3}-\d\d-\d\d \(host-b\)$/);
  expect(webserver?.value).toBe(`http://${addressOf("host-a")}:3000`);
});

test("a second up has nothing to warn of, and tells the state again", async () => {
  const text = await up();
  // How full this machine's disk is, is not what is tested.
  expect(text.replaceAll(/warning: host \S+: the disk with/g, "")).not.toContain("warning:");
  expect(text).toContain("The fleet is up: 4 hosts, 4 code locations.");
});

test("when the control plane's own host is dead, preview and up say so and where to read on", async () => {
  await faults.pause(engine, "host-a");
  const way =
    /SSH_UNREACHABLE: host host-a .*It is the control plane's host: .* docs\/operate-replace-control-plane\.md/s;
  const { stdout } = await deployment.stack.preview();
  expect(stdout).toMatch(way);
  expect(stdout).toContain("This preview goes on without it.");
  await expect(up()).rejects.toThrow(way);
  await faults.unpause(engine, "host-a");
});
