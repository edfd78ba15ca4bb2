import { afterAll, beforeAll, expect, test } from "vitest";
import { destroy, plainOutputs, removeStack, up } from "../../../lab/demo/stack.ts";
import { newDeployment, report, type Deployment } from "../support/deployment.ts";
import { addressOf, onHost } from "../support/hosts.ts";
import { openPackageProxy } from "../support/packageProxy.ts";

// host-d has no Docker. It gets one, for this file alone.
let deployment: Deployment;
let closeProxy: () => Promise<void>;

beforeAll(async () => {
  deployment = await newDeployment("install");
  closeProxy = await openPackageProxy("host-d");
});

afterAll(async () => {
  await destroy(deployment.stack, report).catch(() => removeStack(deployment.stack).catch(() => undefined));
  await onHost(
    "host-d",
    "apt-get purge -y -q --autoremove docker.io >/dev/null 2>&1; rm -rf /var/lib/docker /etc/docker /var/lib/apt/lists/*; gpasswd -d deploy docker >/dev/null 2>&1 || true",
  );
  await closeProxy();
});

test("Docker Engine is installed on a bare Debian server and serves over TLS; a second up changes nothing", async () => {
  await deployment.describe((fleet) => {
    for (const host of fleet.hosts) {
      if (host.name === "host-d") Object.assign(host, { access: "tls", docker: { install: true } });
    }
  });
  expect((await deployment.stack.preview()).changeSummary["create"]).toBeGreaterThan(10);
  const { hosts } = plainOutputs((await up(deployment.stack, report)).outputs);
  expect(hosts.find(({ name }) => name === "host-d")).toMatchObject({
    url: `tcp://${addressOf("host-d")}:2376`,
    dockerVersion: expect.stringMatching(/^\d+\.\d+/) as unknown,
  });
  expect(Object.keys((await up(deployment.stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("destroy closes the port again and leaves Docker Engine in place", async () => {
  await destroy(deployment.stack, report);
  expect(await onHost("host-d", "systemctl is-active docker; ss -Htln 'sport = :2376'")).toBe("active");
  expect(
    await onHost("host-d", "ls /var/lib/dagster-multihost /etc/docker/dagster-multihost 2>&1 || true"),
  ).toContain("No such file");
});
