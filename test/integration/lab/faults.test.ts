import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { faults } from "../../../lab/faults.ts";
import { awaitHost, hostNamed } from "../../../lab/hosts.ts";
import { ssh } from "../../../lab/ssh.ts";
import { labStatus } from "../../../lab/status.ts";
import { labUp } from "../../../lab/up.ts";

const host = hostNamed("host-d");
let engine: DockerEngine;

beforeAll(async () => {
  await labUp(() => undefined);
  engine = await ensureDocker(() => undefined);
}, 900_000);

async function connects() {
  const { failed, stderr } = await ssh(host, ["true"], { reject: false, timeout: 7000 });
  return failed ? stderr : "connected";
}

async function state() {
  return (await labStatus()).find(({ name }) => name === host.name)?.state;
}

describe("a fault of host-d", () => {
  afterEach(async () => {
    expect(await connects()).toBe("connected");
  });

  it("drops a port, until it is healed", async () => {
    await faults.drop(engine, host.name, 22);
    expect(await connects()).toMatch(/timed out/);
    await faults.heal(engine, host.name);
  }, 30_000);

  it("rejects a port, until it is healed", async () => {
    await faults.reject(engine, host.name, 22);
    expect(await connects()).toMatch(/refused/);
    await faults.heal(engine, host.name);
  });

  it("pulls the cable", async () => {
    await faults["link-down"](engine, host.name);
    expect(await connects()).not.toBe("connected");
    await faults["link-up"](engine, host.name);
    await awaitHost(host);
  }, 30_000);

  it("freezes it", async () => {
    await faults.pause(engine, host.name);
    expect(await state()).toBe("paused");
    expect(await connects()).not.toBe("connected");
    await faults.unpause(engine, host.name);
  }, 30_000);

  it("cuts the power", async () => {
    await faults.crash(engine, host.name);
    expect(await state()).toBe("exited");
    await faults.boot(engine, host.name);
    await awaitHost(host);
  }, 60_000);
});
