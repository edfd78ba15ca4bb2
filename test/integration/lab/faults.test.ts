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

/** Looks at the host during a fault, and undoes the fault in any case. */
async function during<T>(
  fault: Promise<unknown>,
  look: () => Promise<T>,
  undo: () => Promise<unknown>,
): Promise<T> {
  try {
    await fault;
    return await look();
  } finally {
    await undo();
  }
}

describe("a fault of host-d", () => {
  const { name } = host;
  afterEach(async () => {
    await awaitHost(host);
    expect(await connects()).toBe("connected");
  });

  it("drops a port, until it is healed", async () => {
    const seen = await during(faults.drop(engine, name, 22), connects, () => faults.heal(engine, name));
    expect(seen).toMatch(/timed out/);
  });

  it("rejects a port, until it is healed", async () => {
    const seen = await during(faults.reject(engine, name, 22), connects, () => faults.heal(engine, name));
    expect(seen).toMatch(/refused/);
  });

  it("pulls the cable", async () => {
    const seen = await during(faults["link-down"](engine, name), connects, () =>
      faults["link-up"](engine, name),
    );
    expect(seen).not.toBe("connected");
  });

  it("freezes it", async () => {
    const seen = await during(
      faults.pause(engine, name),
      async () => [await state(), await connects()],
      () => faults.unpause(engine, name),
    );
    expect(seen[0]).toBe("paused");
    expect(seen[1]).not.toBe("connected");
  });

  it("cuts the power", async () => {
    const seen = await during(faults.crash(engine, name), state, () => faults.boot(engine, name));
    expect(seen).toBe("exited");
  });
});
