import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dagster } from "../../../lab/demo/dagster.ts";
import { destroy, plainOutputs, removeStack, up } from "../../../lab/demo/stack.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import type { StackStatus } from "../../../lab/demo/outcome.ts";
import { faults } from "../../../lab/faults.ts";
import { awaitHost, hostNamed } from "../../../lab/hosts.ts";
import { network } from "../../../lab/topology.ts";
import { newDeployment, report, type Deployment } from "../support/deployment.ts";
import { addressOf, onHost } from "../support/hosts.ts";
import { openPackageProxy } from "../support/packageProxy.ts";

// What servers are given by Debian's packages. host-a has nftables alone, host-b a ufw that refuses everything but SSH; host-c is a
// stranger to host-b's ports. host-d has no Docker, and gets one.
const packages = { "host-a": "nftables", "host-b": "nftables ufw" };
let deployment: Deployment;
let engine: DockerEngine;
let before: string[];
let closeProxy: () => Promise<void>;
let outputs: StackStatus;

beforeAll(async () => {
  deployment = await newDeployment("packages");
  engine = await ensureDocker(report);
  for (const [host, names] of Object.entries(packages)) await install(host, names);
  await onHost("host-b", "ufw allow 22/tcp >/dev/null; ufw --force enable >/dev/null");
  before = await rules();
  closeProxy = await openPackageProxy("host-d");
});

// host-d is made again before the next tests: it has Docker now.
afterAll(async () => {
  await closeProxy();
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack).catch(() => undefined));
  await onHost("host-b", "ufw --force disable >/dev/null");
  for (const [host, names] of Object.entries(packages)) {
    await onHost(
      host,
      `apt-get purge -y -q --autoremove ${names} >/dev/null 2>&1; rm -rf /etc/ufw /var/lib/apt/lists/*`,
    );
  }
});

async function install(host: string, names: string): Promise<void> {
  const close = await openPackageProxy(host);
  const flags = "-y -q --no-install-recommends -o DPkg::Lock::Timeout=60";
  await onHost(
    host,
    `apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install ${flags} ${names} >/dev/null 2>&1`,
  );
  await close();
}

/** Whether a TCP connection can be made from one host, or from this machine, within five seconds. */
async function reaches(from: string, address: string, port: number): Promise<boolean> {
  if (from !== "this machine") {
    const probe = `timeout 5 bash -c "exec 3<>/dev/tcp/${address}/${port}" 2>/dev/null && echo yes || echo no`;
    return (await onHost(from, probe)) === "yes";
  }
  return await new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 5_000 });
    const end = (answer: boolean) => () => resolve(socket.destroy() === socket && answer);
    socket.on("connect", end(true)).on("timeout", end(false)).on("error", end(false));
  });
}

/** Every rule that is not ours, without counters, on both hosts; and ufw's files. */
async function rules(): Promise<string[]> {
  const script =
    "for t in $(iptables-save | sed -n 's/^\\*//p' | sort); do iptables-save -t $t | grep -v '^[#:]' | grep -v 127.0.0.11 >/tmp/rules; " +
    // Docker's own come in another order after each start of dockerd.
    "grep -vE 'DOCKER|docker0|br-' /tmp/rules; grep -E 'DOCKER|docker0|br-' /tmp/rules | sort; done; rm -f /tmp/rules; " +
    "nft list tables | sort; cat /etc/ufw/user.rules /etc/ufw/user6.rules 2>/dev/null; ls /etc/systemd/system /etc/dagster-multihost 2>&1; true";
  return await Promise.all(Object.keys(packages).map((host) => onHost(host, script)));
}

async function describe({ hostA = true } = {}): Promise<void> {
  await deployment.describe((fleet) => {
    for (const host of fleet.hosts) {
      if (host.name === "host-a") host.firewall = hostA;
      if (host.name === "host-b") host.firewall = { allow: [network.gateway] };
      if (host.name === "host-d") Object.assign(host, { access: "tls", docker: { install: true } });
    }
  });
}

const [hostA, hostB] = [addressOf("host-a"), addressOf("host-b")];

/** Who reaches what, as it has to be. */
async function expectGuarded(): Promise<void> {
  const found = Object.fromEntries(
    await Promise.all(
      [
        ["host-a", hostB, 2376],
        ["host-a", hostB, 4000],
        ["this machine", hostB, 2376],
        ["host-c", hostB, 22],
        ["host-c", hostA, 5432],
        ["host-c", hostA, 3000],
        ["host-c", hostB, 2376],
        ["host-c", hostB, 4000],
        ["this machine", hostA, 5432],
      ].map(async ([from, to, port]) => [
        `${from} ${to}:${port}`,
        await reaches(String(from), String(to), Number(port)),
      ]),
    ),
  ) as Record<string, boolean>;
  expect(found).toEqual({
    [`host-a ${hostB}:2376`]: true,
    [`host-a ${hostB}:4000`]: true,
    [`this machine ${hostB}:2376`]: true,
    [`host-c ${hostB}:22`]: true,
    [`host-c ${hostA}:5432`]: true,
    [`host-c ${hostA}:3000`]: true,
    [`host-c ${hostB}:2376`]: false,
    [`host-c ${hostB}:4000`]: false,
    [`this machine ${hostA}:5432`]: false,
  });
}

test("a machine that would lock itself out of the Docker port is told so before anything is changed", async () => {
  await deployment.describe((fleet) => {
    for (const host of fleet.hosts) if (host.name === "host-b") host.firewall = true;
  });
  await expect(deployment.stack.preview()).rejects.toThrow(
    /FIREWALL_EXCLUDES_PULUMI: host host-b: this machine, which reaches it as [\d.]+\.254/,
  );
});

test("the fleet comes up behind its firewalls; strangers are refused, runs go on, and a second up changes nothing", async () => {
  await describe();
  expect((await deployment.stack.preview()).changeSummary["create"]).toBeGreaterThan(10);
  outputs = plainOutputs((await up(deployment.stack, report)).outputs);
  await expectGuarded();
  const dagster = new Dagster(outputs.webserver);
  const { status } = await dagster.waitFor(await dagster.launch("etl_pipelines", "daily_etl"));
  expect(status).toBe("SUCCESS");
  expect(Object.keys((await up(deployment.stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("Docker Engine was installed on the bare Debian server and serves over TLS", () => {
  expect(outputs.hosts.find(({ name }) => name === "host-d")).toMatchObject({
    url: `tcp://${addressOf("host-d")}:2376`,
    dockerVersion: expect.stringMatching(/^\d+\.\d+/) as unknown,
  });
});

test("a change by hand shows in a preview, and the next up puts it right", async () => {
  await onHost(
    "host-b",
    `nft flush chain inet dagster_multihost incoming; ufw delete allow proto tcp from ${hostA} to ${hostB} port 2376 >/dev/null`,
  );
  expect((await deployment.stack.preview({ diff: true })).stdout).toContain(
    "the firewall was changed: nftables, ufw",
  );
  await up(deployment.stack, report);
  await expectGuarded();
});

test("a reload of nftables and a reboot keep the rules", async () => {
  await onHost("host-b", "nft delete table inet dagster_multihost; systemctl start nftables");
  expect(await reaches("host-c", hostB, 4000)).toBe(false);
  await onHost("host-b", "systemctl reload nftables");
  expect(await reaches("host-c", hostB, 4000)).toBe(false);
  await faults.crash(engine, "host-b");
  await faults.boot(engine, "host-b");
  await awaitHost(hostNamed("host-b"));
  await expect.poll(() => reaches("host-a", hostB, 4000), { timeout: 60_000 }).toBe(true);
  await expectGuarded();
});

test("when it is no longer asked for, and after destroy, nothing of it is left and every other rule is as it was", async () => {
  await describe({ hostA: false });
  await up(deployment.stack, report);
  expect(await reaches("this machine", hostA, 5432)).toBe(true);
  await destroy(deployment.stack, report);
  expect(await rules()).toEqual(before);
});

test("destroy has closed the Docker port of the server that got its Docker here, and left Docker Engine in place", async () => {
  expect(await onHost("host-d", "systemctl is-active docker; ss -Htln 'sport = :2376'")).toBe("active");
  expect(
    await onHost("host-d", "ls /var/lib/dagster-multihost /etc/docker/dagster-multihost 2>&1 || true"),
  ).toContain("No such file");
});
