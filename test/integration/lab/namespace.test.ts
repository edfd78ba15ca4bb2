import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { closeNamespace, ensureNamespace, within } from "../../../lab/namespace.ts";
import { asRoot } from "../../../scripts/root.ts";

// A lab beside the one that this test is in, with nothing but its namespaces.
const other = 9;
const folder = mkdtempSync(join(tmpdir(), "namespace-"));
const shell = (script: string) => within(other, ["sh", "-c", script], { reject: false });

beforeAll(async () => {
  vi.stubEnv("DAGSTER_MULTIHOST_CACHE", folder);
  await ensureNamespace(other, () => undefined);
});
afterAll(async () => {
  await closeNamespace(other);
  vi.unstubAllEnvs();
  await asRoot("rm", ["-rf", "--one-file-system", folder]);
});

test("a dockerd there with --bridge=none takes no docker0 away from the engine here", async () => {
  vi.unstubAllEnvs();
  await ensureDocker(() => undefined);
  vi.stubEnv("DAGSTER_MULTIHOST_CACHE", folder);
  const at = (name: string): string => join(folder, name);
  const places = ["--data-root", at("data"), "--exec-root", at("run"), "--pidfile", at("pid")];
  const dockerd = ["dockerd", "--bridge=none", "--host", `unix://${at("docker.sock")}`, ...places];
  const running = within(other, ["env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", ...dockerd], {
    reject: false,
    stdio: "ignore",
  });
  const version = ["--host", `unix://${at("docker.sock")}`, "version", "--format", "{{.Server.Version}}"];
  await expect.poll(() => execa("docker", version).then(() => "up", String), { timeout: 60_000 }).toBe("up");
  expect((await shell("ip -o link show docker0")).exitCode).not.toBe(0);
  expect((await execa("ip", ["-o", "link", "show", "docker0"], { reject: false })).stdout).toContain(
    "docker0",
  );
  await shell(`kill $(cat ${at("pid")})`);
  await running;
});

test("its loopback is its own, and so are its processes and its mounts", async () => {
  const server = createServer((socket) => socket.end("here")).listen(0, "127.0.0.1");
  const { port } = await new Promise<AddressInfo>((resolve) =>
    server.on("listening", () => resolve(server.address() as AddressInfo)),
  );
  for (const address of ["127.0.0.1", "10.0.2.2"])
    expect((await shell(`timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`)).exitCode).not.toBe(0);
  server.close();
  expect((await shell(`kill -0 ${process.pid}`)).exitCode).not.toBe(0);
  expect((await shell("cat /etc/resolv.conf")).stdout).toBe("nameserver 10.0.2.3");
  expect((await shell("ip route show default")).stdout).toContain("dev tap0");
});

test("every process in it ends with it, also one that was left in the background", async () => {
  const beat = join(folder, "beat");
  const script = `(while :; do touch ${beat}; sleep 0.1; done) >/dev/null 2>&1 &`;
  await shell(script);
  await expect.poll(() => existsSync(beat)).toBe(true);
  await closeNamespace(other);
  rmSync(beat);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(existsSync(beat)).toBe(false);
  expect(() => within(other, ["true"])).toThrow("Lab 9 has no namespaces on this machine");
});
