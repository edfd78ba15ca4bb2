import { describe, expect, test } from "vitest";
import { LauncherError } from "../../../../launcher/error.ts";
import { Drains } from "../../../../launcher/runs/drains.ts";
import { fleet } from "../fleet.ts";

describe("a drained host", () => {
  test("takes no new run, and takes them again afterwards", async () => {
    const { service, create } = fleet();
    await service.drain("d");
    for (const runId of ["1", "2", "3"]) {
      expect(await create({ runId, locationName: "pooled" })).toMatchObject({ hostName: "e" });
    }
    await service.undrain("d");
    expect(await create({ runId: "4", locationName: "pooled" })).toMatchObject({ hostName: "d" });
  });

  test("makes a launch wait in the queue when the location has no other host", async () => {
    const { service, create, host } = fleet();
    await service.drain("d");
    await service.drain("e");
    await expect(create({ locationName: "pooled" })).rejects.toMatchObject({
      code: "HOST_DRAINED",
      retryable: true,
      message: expect.stringContaining("'d', 'e'") as string,
    });
    expect(host("d").containers.size + host("e").containers.size).toBe(0);
  });

  test("keeps the runs that it has: they are found, started, watched and terminated", async () => {
    const { service, create } = fleet();
    const created = await create();
    await service.drain("b");
    expect(await create()).toMatchObject({ containerId: created.containerId, existed: true });
    await service.start({ runId: "run-1", attempt: 0, ...created });
    expect(await service.health({ runId: "run-1" })).toMatchObject({ status: "RUNNING" });
    expect(await service.terminate({ runId: "run-1" })).toMatchObject({ outcome: "stopped" });
  });

  test("is shown with the time of the first drain", async () => {
    const { service, time } = fleet();
    await service.drain("b");
    time.now = 1000;
    expect(await service.drain("b")).toBe("1970-01-01T00:00:00.000Z");
    const [b, c] = await service.hosts();
    expect([b?.drainedSince, c?.drainedSince]).toEqual(["1970-01-01T00:00:00.000Z", null]);
  });

  test("must be configured", async () => {
    const { service } = fleet();
    await expect(service.drain("z")).rejects.toMatchObject({ code: "HOST_UNKNOWN" });
    await expect(service.undrain("z")).rejects.toMatchObject({ code: "HOST_UNKNOWN" });
  });
});

test("a change that cannot be saved has no effect, and the next one does", async () => {
  let full = true;
  const save = () =>
    full ? Promise.reject(new LauncherError("DRAIN_STATE_UNWRITABLE", "full")) : Promise.resolve();
  const drains = await Drains.open({ load: () => Promise.resolve({ c: "then" }), save });
  await expect(drains.drain("b", 0)).rejects.toMatchObject({ code: "DRAIN_STATE_UNWRITABLE" });
  expect([drains.since("b"), drains.since("c")]).toEqual([undefined, "then"]);
  full = false;
  await Promise.all([drains.drain("b", 0), drains.undrain("c")]);
  expect([drains.since("b"), drains.since("c")]).toEqual(["1970-01-01T00:00:00.000Z", undefined]);
});
