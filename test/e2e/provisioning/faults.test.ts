import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CertificateAuthority, DockerHost } from "../../../components/index.ts";
import type { DaemonOptions } from "../../../components/dockerHost/daemonJson.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { faults } from "../../../lab/faults.ts";
import { awaitHost, hostNamed } from "../../../lab/hosts.ts";
import { labUp } from "../../../lab/up.ts";
import { failure as failureOf, openStack } from "../../integration/provisioning/stack.ts";
import { report } from "../support/deployment.ts";
import { footprint, onHost } from "../support/hosts.ts";

// What can be wrong with a server while its dockerd is being configured: each time host-b ends as it was, and runs. A DockerHost
// alone, since the rest of a fleet has no part in it.
const wish = { daemonOptions: {} as DaemonOptions };
let stack: Stack;
let engine: DockerEngine;
let before: string;

beforeAll(async () => {
  const { privateKeyFile } = await labUp(report);
  engine = await ensureDocker(report);
  before = await footprint("host-b");
  const { name, address, port, user, hostKey } = hostNamed("host-b");
  const ssh = { name, address, port, user, hostKey, privateKeyFile };
  const privateKey = readFileSync(privateKeyFile, "utf8");
  stack = await openStack("provisioning-faults", () => {
    const ca = new CertificateAuthority("ca");
    const client = ca.issueClient("provisioning");
    const { daemonOptions } = wish;
    const host = new DockerHost(name, {
      ssh: { ...ssh, privateKey },
      access: "tls",
      ca,
      client,
      daemonOptions,
    });
    return Promise.resolve({ dockerVersion: host.dockerVersion });
  });
});

afterAll(async () => {
  await faults.heal(engine, "host-b");
  await stack.destroy().catch(() => undefined);
});

const failure = (): Promise<string> => failureOf(stack.up());

/** What of host-b's dockerd is ours, or would be. */
const ours =
  "ls -d /var/lib/dagster-multihost/dockerd /etc/docker/dagster-multihost 2>/dev/null; cat /etc/docker/daemon.json; systemctl is-active docker";

test.each([
  [
    "a daemon.json that is not JSON",
    "cp /etc/docker/daemon.json /tmp/kept; echo '{broken' >/etc/docker/daemon.json",
    "cp /tmp/kept /etc/docker/daemon.json",
    /DAEMON_JSON_INVALID: host host-b: .* not a JSON object/,
  ],
  [
    "a foreign process on the Docker port",
    "systemd-run --quiet --unit=foreign python3 -m http.server 2376; until ss -Hltn sport = :2376 | grep -q .; do sleep 0.1; done",
    "systemctl stop foreign",
    /DOCKER_PORT_TAKEN: host host-b: port 2376 of [\d.]+\.2 is taken by python3 \(pid \d+\)/,
  ],
  [
    // The hosts share this machine's clock: a program of that name stands in for a wrong one.
    "a wrong clock",
    `printf '#!/bin/sh\\nexec /bin/date -d "-3 hours" "$@"\\n' >/usr/local/bin/date; chmod 755 /usr/local/bin/date`,
    "rm /usr/local/bin/date",
    /CLOCK_WRONG: host host-b: its clock is 3 h behind this machine's/,
  ],
  ...["", " /etc/init.d/docker"].map((script): [string, string, string, RegExp] => [
    // As on a server whose dockerd is rootless, a snap, or older than systemd.
    script === "" ? "a dockerd of an init script" : "a dockerd that systemd does not know",
    `mkdir /root/units; mv /lib/systemd/system/docker.service${script} /root/units/; systemctl daemon-reload`,
    `cd /root/units; mv docker.service /lib/systemd/system/; [ ! -e docker ] || mv docker /etc/init.d/; cd /; rmdir /root/units; systemctl daemon-reload`,
    /DOCKERD_UNIT_MISSING: host host-b: systemd has no docker\.service to configure.* Install Docker Engine/,
  ]),
  [
    "a full disk",
    "cp -a /etc/docker /tmp/docker; mount -t tmpfs -o size=64k tmpfs /etc/docker; cp -a /tmp/docker/. /etc/docker; cat /dev/zero >/etc/docker/filler 2>/dev/null || true",
    "umount /etc/docker; rm -rf /tmp/docker",
    /HOST_WRITE_FAILED: host host-b: .*nothing was changed.*No space left on device/s,
  ],
])("%s is named, and nothing is left behind", async (_, make, heal, expected) => {
  await onHost("host-b", make);
  const message = await failure().finally(() => onHost("host-b", heal));
  expect(message).toMatch(expected);
  expect(await footprint("host-b")).toBe(before);
});

test("a Docker port that this machine cannot reach: the change is taken back", async () => {
  const untouched = await onHost("host-b", ours);
  await faults.drop(engine, "host-b", 2376);
  const message = await failure().finally(() => faults.heal(engine, "host-b"));
  expect(message).toContain("DOCKER_TLS_PROOF_FAILED: host host-b");
  expect(message).toContain("The old configuration is back and dockerd is running.");
  expect(await onHost("host-b", ours)).toBe(untouched);
});

/** Does something to host-b as soon as the first change of its dockerd has begun. */
async function whileConfiguring(fault: () => Promise<unknown>): Promise<string> {
  const running = failure();
  for (let attempt = 0; attempt < 600; attempt++) {
    const begun = await onHost(
      "host-b",
      "ls -d /var/lib/dagster-multihost/dockerd/previous 2>/dev/null || true",
    );
    if (begun !== "") break;
    await sleep(100);
  }
  await fault();
  return await running;
}

test("the power fails in the middle of it: after the next boot up goes on where it was", async () => {
  await whileConfiguring(() => faults.crash(engine, "host-b"));
  await faults.boot(engine, "host-b");
  await awaitHost(hostNamed("host-b"));
  await stack.up();
  expect(await onHost("host-b", "cat /var/lib/dagster-multihost/dockerd/daemon.json")).not.toContain(
    "tlsverify",
  );
});

test("the connection is cut in the middle of it: the next up completes it", async () => {
  wish.daemonOptions = { debug: true };
  // On the host itself, as any session of ours would be cut as well.
  const cut =
    'until [ -d /var/lib/dagster-multihost/dockerd/previous ]; do sleep 0.02; done; pkill -f "^sshd: deploy@notty$"';
  await onHost("host-b", `systemd-run --quiet --collect sh -c '${cut}'`);
  expect(await failure()).not.toBe("it succeeded");
  await stack.up();
  expect(JSON.parse(await onHost("host-b", "cat /etc/docker/daemon.json"))).toMatchObject({ debug: true });
  expect(Object.keys((await stack.up()).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("an edit of daemon.json by hand is kept, and destroy leaves it in place", async () => {
  await onHost("host-b", `sed -i 's/^{/{ "max-concurrent-downloads": 5,/' /etc/docker/daemon.json`);
  const { stdout } = await stack.preview({ diff: true });
  expect(stdout).toContain("daemon.json was edited: max-concurrent-downloads");
  await stack.up();
  await stack.destroy();
  const left = JSON.parse(await onHost("host-b", "cat /etc/docker/daemon.json")) as object;
  expect(left).toMatchObject({ "max-concurrent-downloads": 5, "storage-driver": "overlay2" });
  expect(left).not.toHaveProperty("tlsverify");
  const forget = `p = "/etc/docker/daemon.json"; d = json.load(open(p)); d.pop("max-concurrent-downloads"); json.dump(d, open(p, "w"))`;
  await onHost("host-b", `python3 -c 'import json; ${forget}'`);
});
