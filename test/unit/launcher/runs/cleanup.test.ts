import { describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet } from "../fleet.ts";

const day = 86_400_000;
const request = {
  instanceId: "ours",
  maxAgeHours: 24,
  dryRun: false,
  activeRunIds: new Set<string>(),
  endedRunIds: new Set<string>(),
};

/** One success of ours on `b`, one of another deployment there, and a running one of ours on `c`; a day ago. */
async function used() {
  const parts = fleet();
  const [b, c] = [parts.host("b"), parts.host("c")];
  b.now = c.now = day;
  const done = await parts.create({ runId: "done", instanceId: "ours" });
  const theirs = await parts.create({ runId: "theirs", instanceId: "theirs" });
  const running = await parts.create({ runId: "running", instanceId: "ours", locationName: "analytics" });
  await parts.service.start({ runId: "running", attempt: 0, ...running });
  b.end(done.containerId, 0);
  b.end(theirs.containerId, 0);
  b.now = c.now = 3 * day;
  return { ...parts, b, c, done, theirs, running };
}

describe("cleanup", () => {
  test("removes what has ended, of this deployment only, and tells about each container", async () => {
    const { service, b, done, theirs } = await used();
    const { containers, skipped } = await service.cleanUp(request);
    expect(skipped).toEqual([]);
    expect(containers).toHaveLength(2);
    expect(containers).toContainEqual({
      hostName: "b",
      containerId: done.containerId,
      runId: "done",
      status: "exited",
      image: "app:1",
      createdAt: "1970-01-02T00:00:00.000Z",
      finishedAt: "1970-01-02T00:00:00.000Z",
      exitCode: 0,
      action: "removed",
      reason: "succeeded 48 h ago",
    });
    expect([...b.containers.keys()]).toEqual([theirs.containerId]);
  });

  test("judges ages by the host's clock", async () => {
    const { service, b, time } = await used();
    time.now = 30 * day;
    b.now = day + 1000;
    const { containers } = await service.cleanUp(request);
    expect(containers.find(({ runId }) => runId === "done")).toMatchObject({ action: "kept" });
  });

  test("stops a container whose run has ended, and no other", async () => {
    const { service, c, running } = await used();
    await service.cleanUp(request);
    expect(c.containers.get(running.containerId)?.status).toBe("running");
    const { containers } = await service.cleanUp({ ...request, endedRunIds: new Set(["running"]) });
    expect(containers).toEqual([
      expect.objectContaining({ runId: "running", status: "running", action: "stopped", exitCode: null }),
    ]);
    expect(c.containers.get(running.containerId)?.status).toBe("exited");
  });

  test("changes nothing in a dry run", async () => {
    const { service, b, c } = await used();
    const dry = { ...request, dryRun: true, endedRunIds: new Set(["running"]) };
    const { containers } = await service.cleanUp(dry);
    expect(containers.map(({ action }) => action).toSorted()).toEqual(["removed", "stopped"]);
    expect([...b.calls, ...c.calls]).not.toEqual(expect.arrayContaining(["remove"]));
    expect([...b.calls, ...c.calls]).not.toEqual(expect.arrayContaining(["stop"]));
  });

  test("skips a silent host, reports it, and cleans up the others", async () => {
    const { service, host, b } = await used();
    host("c").down = true;
    const { containers, skipped } = await service.cleanUp(request);
    expect(skipped).toEqual([{ hostName: "c", error: expect.stringContaining("'c'") as string }]);
    expect(containers).toHaveLength(1);
    expect(b.containers.size).toBe(1);
  });

  test("reports what the engine refuses, and goes on", async () => {
    const { service, b, create } = await used();
    b.now = day;
    const second = await create({ runId: "second", instanceId: "ours" });
    b.end(second.containerId, 0);
    b.now = 3 * day;
    b.failures = { remove: new EngineError(500, "device or resource busy") };
    const { containers } = await service.cleanUp(request);
    expect(containers.filter(({ hostName }) => hostName === "b")).toEqual([
      expect.objectContaining({ action: "failed", reason: "device or resource busy" }),
      expect.objectContaining({ action: "failed", reason: "device or resource busy" }),
    ]);
  });

  test("does not kill a container that was started after it was looked at", async () => {
    const { service, b, create } = await used();
    const late = await create({ runId: "late", instanceId: "ours" });
    const remove = b.remove.bind(b);
    b.remove = async (id, options) => {
      Object.assign(b.containers.get(id) ?? {}, { status: "running" });
      await remove(id, options);
    };
    b.now += 3 * day;
    const { containers } = await service.cleanUp(request);
    expect(containers.find(({ runId }) => runId === "late")).toMatchObject({ action: "failed" });
    expect(b.containers.has(late.containerId)).toBe(true);
  });
});

test("the containers of a deployment are listed with their runs", async () => {
  const { service, host } = await used();
  const { containers } = await service.containers("ours");
  expect(containers).toMatchObject([
    { hostName: "b", runId: "done", attempt: 0, jobName: "daily_etl", locationName: "etl", status: "exited" },
    { hostName: "c", runId: "running", status: "running" },
  ]);
  host("b").down = true;
  expect((await service.containers("ours")).skipped).toMatchObject([{ hostName: "b" }]);
});
