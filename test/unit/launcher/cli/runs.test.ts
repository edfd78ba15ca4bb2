import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
  one.host("b").images.set("app:1", []);
  one.host("c").images.set("app:1", []);
  const launch = async (runId: string, locationName: string): Promise<string> => {
    const { containerId, hostName } = await one.create({ runId, locationName });
    await one.service.start({ runId, attempt: 0, hostName, containerId });
    return containerId;
  };
  await launch("run-live", "etl");
  one.host("c").end(await launch("run-over", "analytics"), 0);
});
afterEach(() => one.close());

async function ids(...args: string[]): Promise<string[]> {
  const { stdout } = await one.run("runs", "--json", ...args);
  return (JSON.parse(stdout) as { containers: { run_id: string }[] }).containers.map(({ run_id }) => run_id);
}

describe("runs", () => {
  test("shows live containers only, unless --all is given", async () => {
    expect(await ids()).toEqual(["run-live"]);
    expect((await ids("--all")).toSorted()).toEqual(["run-live", "run-over"]);
    expect(await ids("--all", "--host", "c")).toEqual(["run-over"]);
    expect(await ids("--all", "--location", "etl")).toEqual(["run-live"]);
  });

  test("shows one line for each", async () => {
    const { stdout } = await one.run("runs");
    expect(stdout.split("\n")[1]).toMatch(/^run-live {2}daily_etl {2}etl +b +0{12} +running +\d{4}-.*app:1/);
  });

  test("names the hosts that could not be asked", async () => {
    one.host("d").down = true;
    const { code, stderr } = await one.run("runs");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^d: Docker host 'd' cannot be reached/);
    expect((await one.run("runs", "--host", "b")).code).toBe(0);
  });
});

describe("logs", () => {
  test("are shown from the container, from the end on with --tail", async () => {
    one.host("b").logs = ["first", "second", "third"];
    expect((await one.run("logs", "run-live")).stdout).toBe("first\nsecond\nthird\n");
    expect((await one.run("logs", "run-live", "--tail", "1")).stdout).toBe("third\n");
  });

  test("of a container that is gone say where else to look", async () => {
    const { code, stderr } = await one.run("logs", "run-gone");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^CONTAINER_NOT_FOUND: Run run-gone has no container.*web interface/);
  });

  test.each(["-1", "x", "1.5"])("refuse --tail %s", async (lines) => {
    const { code, stderr } = await one.run("logs", "run-live", "--tail", lines);
    expect(code).toBe(2);
    expect(stderr).toContain("whole number");
  });
});
