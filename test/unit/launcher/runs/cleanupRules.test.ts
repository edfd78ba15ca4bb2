import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanupDecision } from "../../../../launcher/runs/cleanupRules.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const rules = { maxAgeHours: 2, activeRunIds: new Set(["active"]), endedRunIds: new Set(["ended"]) };

function container(status: Status, exitCode: number, hoursAgo: number) {
  const time = new Date(now - hoursAgo * 3_600_000).toISOString();
  const never = "0001-01-01T00:00:00Z";
  const ended = status === "exited" || status === "dead";
  return { status, exitCode, createdAt: time, finishedAt: ended ? time : never };
}

type Status = Parameters<typeof cleanupDecision>[0]["status"];
const statuses: Status[] = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

describe("cleanup", () => {
  test.each([
    ["a success past the age", "exited", 0, 2.5, "ended", "remove"],
    ["a success before it", "exited", 0, 1.5, "ended", "keep"],
    ["a failure past the age", "exited", 1, 23.5, "ended", "keep"],
    ["a failure of yesterday", "exited", 1, 24.5, "ended", "remove"],
    ["a dead container", "dead", 0, 23.5, "ended", "keep"],
    ["one that was created just now", "created", 0, 0.5, "unknown", "keep"],
    ["one that was created and left", "created", 0, 2.5, "unknown", "remove"],
    ["one that runs though its run has ended", "running", 0, 0.1, "ended", "stop"],
    ["one that runs for a run that Dagster does not know", "running", 0, 99, "unknown", "keep"],
    ["one that ended while its run has not", "exited", 1, 99, "active", "keep"],
  ] as const)("of %s", (_, status, exitCode, hours, runId, action) => {
    expect(cleanupDecision(container(status, exitCode, hours), runId, rules, now)).toMatchObject({ action });
  });

  test("never touches an active run, never stops a run that is not known to have ended, never hurries a failure", () => {
    const any = {
      status: fc.constantFrom(...statuses),
      exitCode: fc.constantFrom(0, 1, 137),
      hours: fc.double({ min: 0, max: 100, noNaN: true }),
      runId: fc.constantFrom("active", "ended", "unknown"),
      maxAgeHours: fc.double({ min: 0, max: 100, noNaN: true }),
    };
    fc.assert(
      fc.property(fc.record(any), ({ status, exitCode, hours, runId, maxAgeHours }) => {
        const state = container(status, exitCode, hours);
        const { action } = cleanupDecision(state, runId, { ...rules, maxAgeHours }, now);
        if (runId === "active") expect(action).toBe("keep");
        if (runId !== "ended") expect(action).not.toBe("stop");
        if (action === "remove") {
          expect(["created", "exited", "dead"]).toContain(status);
          expect(hours).toBeGreaterThanOrEqual(Math.min(maxAgeHours, 24) * 0.999_999);
          if (exitCode !== 0) expect(hours).toBeGreaterThan(23.99);
        }
      }),
    );
  });
});
