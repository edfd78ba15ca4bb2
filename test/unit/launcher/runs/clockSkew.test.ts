import { describe, expect, test } from "vitest";
import { fleet } from "../fleet.ts";

const hour = 3_600_000;
const launcherTime = Date.parse("2026-11-21T12:00:00Z");
const request = {
  instanceId: "ours",
  maxAgeHours: 0,
  dryRun: false,
  activeRunIds: new Set<string>(),
  endedRunIds: new Set<string>(),
};

/** A host whose clock is some hours off, with a success, a failure and a container that was never started, all of now. */
async function skewed(hours: number) {
  const parts = fleet();
  const host = parts.host("b");
  parts.time.now = launcherTime;
  host.now = launcherTime + hours * hour;
  const create = (runId: string) => parts.create({ runId, instanceId: "ours" });
  const [success, failure] = [await create("success"), await create("failure")];
  await create("created");
  host.end(success.containerId, 0);
  host.end(failure.containerId, 1);
  const after = async (passed: number): Promise<Record<string, string>> => {
    parts.time.now = launcherTime + passed * hour;
    host.now = launcherTime + (hours + passed) * hour;
    const { containers } = await parts.service.cleanUp({ ...request, dryRun: true });
    return Object.fromEntries(containers.map(({ runId, action }) => [runId, action]));
  };
  return after;
}

describe.each([-2, 0, 2])("a host whose clock is %i hours off", (hours) => {
  test("keeps failures for 24 hours, and what is being launched for one", async () => {
    const after = await skewed(hours);
    expect(await after(0)).toEqual({ success: "removed", failure: "kept", created: "kept" });
    expect(await after(0.99)).toEqual({ success: "removed", failure: "kept", created: "kept" });
    expect(await after(1.01)).toEqual({ success: "removed", failure: "kept", created: "removed" });
    expect(await after(23.99)).toMatchObject({ failure: "kept" });
  });

  test("keeps nothing for ever", async () => {
    const after = await skewed(hours);
    expect(await after(24.01)).toEqual({ success: "removed", failure: "removed", created: "removed" });
  });
});
