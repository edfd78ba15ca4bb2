import { expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet } from "../fleet.ts";

/** A fleet whose networks exist and whose hosts are watched. */
async function watched() {
  const parts = fleet({}, { network: "n1" });
  const host = parts.host("b");
  parts.service.watch();
  await expect.poll(() => host.calls).toContain("findContainers");
  const launch = async (runId: string) => {
    const created = await parts.create({ runId });
    return parts.service.start({ runId, attempt: 0, ...created });
  };
  /** What a launch asks the host for. */
  const calls = async (runId: string) => {
    host.calls.length = 0;
    await launch(runId);
    return host.calls.filter((name) => name !== "ping");
  };
  return { ...parts, host, calls };
}

test("a launch costs two requests, and the networks are looked at once a minute", async () => {
  const { calls, time, service } = await watched();
  expect(await calls("run-1")).toEqual(["networks", "create", "start"]);
  expect(await calls("run-2")).toEqual(["create", "start"]);
  time.now += 61_000;
  expect(await calls("run-3")).toEqual(["networks", "create", "start"]);
  service.close();
});

test("after a refusal the networks are looked at again", async () => {
  const { host, calls, create, service } = await watched();
  await calls("run-1");
  host.failures = { start: new EngineError(404, "network n1 not found") };
  await expect(calls("run-2")).rejects.toMatchObject({ code: "CONTAINER_START_FAILED" });
  expect([...host.containers.values()].map(({ status }) => status)).toEqual(["running"]);
  host.failures = {};
  host.networkNames = ["bridge"];
  await expect(create({ runId: "run-3" })).rejects.toMatchObject({ code: "NETWORK_NOT_FOUND" });
  service.close();
});

test("a start that is asked for again looks first: the run may have ended since", async () => {
  const { host, create, service } = await watched();
  const created = await create();
  const request = { runId: "run-1", attempt: 0, ...created };
  await service.start(request);
  host.end(created.containerId, 0);
  expect(await service.start(request)).toMatchObject({ alreadyRunning: true });
  expect(host.containers.get(created.containerId)?.status).toBe("exited");
  service.close();
});

test("a container that was removed before its start is not found", async () => {
  const { host, create, service } = await watched();
  const created = await create();
  host.containers.delete(created.containerId);
  await expect(service.start({ runId: "run-1", attempt: 0, ...created })).rejects.toMatchObject({
    code: "CONTAINER_NOT_FOUND",
  });
  service.close();
});

test("a container is started for no other run than its own", async () => {
  const { host, create, service } = await watched();
  const created = await create();
  await expect(service.start({ runId: "run-2", attempt: 0, ...created })).rejects.toMatchObject({
    code: "CONTAINER_NOT_FOUND",
  });
  expect(host.containers.get(created.containerId)?.status).toBe("created");
  service.close();
});
