import { describe, expect, test } from "vitest";
import { fleet } from "../fleet.ts";

/** A started run of `etl` on host b, whose events are followed. */
async function followed() {
  const parts = fleet();
  const { create, service, host } = parts;
  service.watch();
  await expect.poll(() => host("b").followed).toHaveLength(1);
  const created = await create();
  await service.start({ runId: "run-1", attempt: 0, ...created });
  const target = { runId: "run-1", hostName: "b", containerId: created.containerId };
  const calls = (): string[] => host("b").calls.filter((call) => call !== "ping");
  return { ...parts, docker: host("b"), target, created, calls };
}

describe("the health of a run on a host that is watched", () => {
  test("costs no request while the container runs, by id as well as by label", async () => {
    const { service, target, calls } = await followed();
    const before = calls().length;
    for (let ask = 0; ask < 50; ask++) {
      expect(await service.health(target)).toMatchObject({ status: "RUNNING", hostName: "b" });
      expect(await service.health({ runId: "run-1" })).toMatchObject({ status: "RUNNING" });
    }
    expect(calls()).toHaveLength(before);
    service.close();
  });

  test("is read once when it has ended, and proven by the engine", async () => {
    const { service, docker, target, calls } = await followed();
    docker.logs = ["boom"];
    docker.end(target.containerId, 7);
    await expect.poll(async () => (await service.health(target)).status).toBe("FAILED");
    const before = calls().filter((call) => call === "inspect").length;
    expect(await service.health(target)).toMatchObject({ exitCode: 7, logTail: ["boom"] });
    expect(calls().filter((call) => call === "inspect")).toHaveLength(before);
    service.close();
  });

  test("never says that a container is gone because an event said so", async () => {
    const { service, docker, target } = await followed();
    docker.tell(target.containerId, "destroy");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await service.health(target)).toMatchObject({ status: "RUNNING" });
    docker.lose(target.containerId);
    await expect.poll(async () => (await service.health(target)).status).toBe("NOT_FOUND");
    service.close();
  });

  test("is unknown at once when the host is lost, and known again when it is back", async () => {
    const { service, docker, target, calls } = await followed();
    docker.down = true;
    await expect.poll(async () => (await service.health(target)).status).toBe("UNKNOWN");
    const before = calls().length;
    expect(await service.health(target)).toMatchObject({ status: "UNKNOWN" });
    expect(calls()).toHaveLength(before);
    docker.down = false;
    await expect.poll(async () => (await service.health(target)).status).toBe("RUNNING");
    service.close();
  });
});
