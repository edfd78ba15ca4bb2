import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

const longAgo = Date.now() / 1000 - 3600;

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
  one.host("b").images.set("app:1", []);
  one.host("b").now = Date.now();
});
afterEach(() => one.close());

/** A container of a run that Dagster has recorded with this status; undefined is a run that it does not know. */
async function launch(runId: string, status: string | undefined, instanceId: string | undefined = "ours") {
  const { containerId } = await one.create({ runId, ...(instanceId === "" ? {} : { instanceId }) });
  await one.service.start({ runId, attempt: 0, hostName: "b", containerId });
  if (status !== undefined) one.dagster.runs[runId] = { status, location: "etl", endTime: longAgo };
  return containerId;
}

const statusOf = (id: string): string | undefined => one.host("b").containers.get(id)?.status;

describe("cleanup", () => {
  test("stops orphans, removes what has ended and leaves the rest", async () => {
    const orphan = await launch("run-orphan", "SUCCESS");
    const active = await launch("run-active", "STARTED");
    const unknown = await launch("run-unknown", undefined);
    const done = await launch("run-done", "SUCCESS");
    one.host("b").end(done, 0);
    const { code, stdout } = await one.run("cleanup", "--max-age-hours", "0", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { removed: 1, stopped: 1, kept: 2, failed: 0 } });
    expect([orphan, active, unknown, done].map(statusOf)).toEqual([
      "exited",
      "running",
      "running",
      undefined,
    ]);
  });

  test("leaves a worker that has just reported its end", async () => {
    const leaving = await launch("run-leaving", "SUCCESS");
    Object.assign(one.dagster.runs["run-leaving"] ?? {}, { endTime: Date.now() / 1000 - 60 });
    await one.run("cleanup");
    expect(statusOf(leaving)).toBe("running");
  });

  test("does nothing in a dry run, or on another host", async () => {
    const orphan = await launch("run-orphan", "FAILURE");
    const dry = await one.run("cleanup", "--dry-run");
    expect(dry.stdout).toMatch(/run-orphan +running +stopped +its run has ended/);
    expect(dry.stderr).toContain("Would be: 0 removed, 1 stopped");
    await one.run("cleanup", "--host", "c");
    expect(statusOf(orphan)).toBe("running");
    await one.run("cleanup", "--host", "b");
    expect(statusOf(orphan)).toBe("exited");
  });

  test("never touches another deployment's containers", async () => {
    await launch("run-ours", "STARTED");
    const theirs = await launch("run-theirs", undefined, "theirs");
    const nobodys = await launch("run-nobodys", "SUCCESS", "");
    one.host("b").end(theirs, 0);
    await one.run("cleanup", "--max-age-hours", "0");
    expect([theirs, nobodys].map(statusOf)).toEqual(["exited", "running"]);
    await one.run("cleanup", "--max-age-hours", "0", "--instance-id", "theirs");
    expect(statusOf(theirs)).toBeUndefined();
  });

  test("asks whose containers are meant when the runs do not tell", async () => {
    await launch("run-1", "SUCCESS", "ours");
    const other = await launch("run-2", "SUCCESS", "theirs");
    const { code, stderr } = await one.run("cleanup");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^INSTANCE_AMBIGUOUS: .*ours, theirs.*--instance-id/);
    expect(statusOf(other)).toBe("running");
  });

  test("has nothing to do without containers, and names a host that is silent", async () => {
    expect(await one.run("cleanup")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("No container") as string,
    });
    await launch("run-1", "STARTED");
    one.host("c").down = true;
    const { code, stderr } = await one.run("cleanup");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^c was skipped: /m);
    expect((await one.run("cleanup", "--host", "nowhere")).stderr).toMatch(/^HOST_UNKNOWN: /);
  });
});
