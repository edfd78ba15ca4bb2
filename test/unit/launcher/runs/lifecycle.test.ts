import { describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet } from "../fleet.ts";

const runId = "run-1";

async function launched() {
  const parts = fleet();
  const created = await parts.create();
  const target = { runId, attempt: 0, hostName: created.hostName, containerId: created.containerId };
  return { ...parts, target, host: parts.host("b") };
}

describe("start", () => {
  test("starts once; a repeated request finds it running", async () => {
    const { service, target } = await launched();
    expect(await service.start(target)).toMatchObject({ alreadyRunning: false, hostName: "b" });
    expect(await service.start(target)).toMatchObject({ alreadyRunning: true });
  });

  test("never starts a container again that has ended", async () => {
    const { service, target, host } = await launched();
    await service.start(target);
    host.end(target.containerId, 0);
    expect(await service.start(target)).toMatchObject({ alreadyRunning: true });
    expect(host.calls.filter((call) => call === "start")).toHaveLength(1);
  });

  test("removes a container that cannot be started, and says why", async () => {
    const { service, target, host } = await launched();
    host.failures = { start: new EngineError(400, "exec: dagster: executable file not found in $PATH") };
    const message = expect.stringContaining("executable file not found") as string;
    await expect(service.start(target)).rejects.toMatchObject({ code: "CONTAINER_START_FAILED", message });
    expect(host.containers.size).toBe(0);
  });

  test("refuses another run's container, a lost one and an unknown host", async () => {
    const { service, target, host } = await launched();
    await expect(service.start({ ...target, runId: "run-2" })).rejects.toMatchObject({
      code: "CONTAINER_NOT_FOUND",
    });
    host.lose(target.containerId);
    await expect(service.start(target)).rejects.toMatchObject({
      code: "CONTAINER_NOT_FOUND",
    });
    await expect(service.start({ ...target, hostName: "z" })).rejects.toMatchObject({ code: "HOST_UNKNOWN" });
  });
});

describe("terminate", () => {
  test("stops the container; an already stopped one is a success", async () => {
    const { service, target } = await launched();
    await service.start(target);
    expect(await service.terminate(target)).toEqual({
      outcome: "stopped",
      hostName: "b",
      containerId: target.containerId,
    });
    expect(await service.terminate(target)).toMatchObject({ outcome: "already_stopped" });
  });

  test("finds the container by its labels when no id is known", async () => {
    const { service, target } = await launched();
    await service.start(target);
    expect(await service.terminate({ runId })).toMatchObject({ outcome: "stopped", hostName: "b" });
    expect(await service.terminate({ runId: "run-2" })).toEqual({ outcome: "not_found" });
  });

  test("does not claim that there is none while a host is silent", async () => {
    const { service, host } = await launched();
    host.down = true;
    await expect(service.terminate({ runId })).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      retryable: true,
    });
  });

  test("leaves another run's container alone, even by its id", async () => {
    const { service, target, host } = await launched();
    await service.start(target);
    expect(await service.terminate({ ...target, runId: "run-2" })).toEqual({ outcome: "not_found" });
    expect(host.containers.get(target.containerId)?.status).toBe("running");
  });
});

describe("health", () => {
  test.each([
    ["created", "RUNNING"],
    ["running", "RUNNING"],
    ["paused", "RUNNING"],
    ["restarting", "RUNNING"],
    ["removing", "RUNNING"],
    ["dead", "FAILED"],
  ])("of a container that is %s is %s", async (status, health) => {
    const { service, target, host } = await launched();
    Object.assign(host.containers.get(target.containerId) ?? {}, { status });
    expect(await service.health(target)).toMatchObject({ status: health });
  });

  test("tells success from failure, with exit code, OOM and the last lines", async () => {
    const { service, target, host } = await launched();
    await service.start(target);
    host.end(target.containerId, 0);
    expect(await service.health(target)).toMatchObject({ status: "SUCCESS", exitCode: 0, logTail: [] });
    host.end(target.containerId, 137, true);
    host.logs = Array.from({ length: 40 }, (_, line) => `line ${line}`);
    const health = await service.health(target);
    expect(health).toMatchObject({ status: "FAILED", exitCode: 137, oomKilled: true });
    expect(health.message).toMatch(/^Container exited with code 137 on 'b'\..*mem_limit/);
    expect(health.logTail).toEqual(host.logs.slice(-25));
  });

  test("reports a failure also when the log cannot be read", async () => {
    const { service, target, host } = await launched();
    host.end(target.containerId, 1);
    host.failures = { logTail: new EngineError(501, "configured logging driver does not support reading") };
    expect(await service.health(target)).toMatchObject({
      status: "FAILED",
      logTail: [expect.stringContaining("cannot be read")],
    });
  });

  test("is unknown, never failed, while the host is silent or not configured", async () => {
    const { service, target, host } = await launched();
    host.down = true;
    expect(await service.health(target)).toMatchObject({ status: "UNKNOWN" });
    expect(await service.health({ runId })).toMatchObject({ status: "UNKNOWN" });
    expect(await service.health({ ...target, hostName: "gone" })).toMatchObject({ status: "UNKNOWN" });
  });

  test("is not found when the container was removed", async () => {
    const { service, target, host } = await launched();
    host.containers.clear();
    expect(await service.health(target)).toMatchObject({ status: "NOT_FOUND", exitCode: null });
  });

  test("looks at the latest attempt", async () => {
    const { service, target, host, create } = await launched();
    host.end(target.containerId, 1);
    await create({ attempt: 1 });
    expect(await service.health({ runId })).toMatchObject({ status: "RUNNING" });
    expect(await service.health({ runId, attempt: 0 })).toMatchObject({ status: "FAILED" });
  });
});

test("debug tells the state and the last lines", async () => {
  const { service, target, host } = await launched();
  host.end(target.containerId, 13);
  host.logs = ["Traceback", "boom"];
  expect(await service.debug(target)).toMatch(
    /exited with code 13 on 'b'[\s\S]*app:1[\s\S]*Last logs:\nTraceback\nboom$/,
  );
});

test("hosts tells which answer", async () => {
  const { service, target, host } = await launched();
  await service.start(target);
  const [b] = await service.hosts();
  expect(b).toMatchObject({
    hostName: "b",
    reachable: true,
    version: "20.10.24",
    containersRunning: 1,
    error: null,
  });
  host.down = true;
  expect((await service.hosts())[0]).toMatchObject({
    reachable: false,
    containersRunning: null,
    error: expect.any(String) as string,
  });
});
