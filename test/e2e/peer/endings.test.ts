import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { onHost } from "../support/hosts.ts";
import { cancel, containerOf, dagster, end, longRun } from "../support/runs.ts";

// The monitor looks every 5 seconds; on 2 cores, with all of these at once, Dagster's own work comes on top.
const soon = 15;

describe.concurrent("a container that has ended or seems to have", () => {
  test("container exits 1: FAILURE with the exit code and the last lines", async () => {
    const id = await dagster.launch("etl_pipelines", "crashing", {}, exitWith(1));
    const { run, messages } = await end(id);
    expect(run.status).toBe("FAILURE");
    expect(messages).toContain("Container exited with code 1 on 'host-b'.");
    expect(messages).toContain("crashing: line 5 before the end");
  });

  test("container is SIGKILLed: FAILURE with the cause within seconds", async () => {
    const { id, container } = await longRun();
    await onHost("host-b", `docker kill ${container}`);
    const { run, seconds, messages } = await end(id);
    expect(run.status).toBe("FAILURE");
    expect(seconds).toBeLessThan(soon);
    expect(messages).toContain("Container exited with code 137 on 'host-b'.");
  });

  test("container is OOM-killed: FAILURE that names the memory", async () => {
    const id = await dagster.launch("etl_pipelines", "hungry", { "multihost/memory": "400m" });
    const { run, messages } = await end(id);
    expect(run.status).toBe("FAILURE");
    expect(messages).toMatch(/exited with code 137 on 'host-b'.*memory/s);
    const killed = `docker inspect --format {{.State.OOMKilled}} ${containerOf(run)}`;
    expect(await onHost("host-b", killed)).toBe("true");
  });

  test("container is removed: FAILURE that says so, within seconds", async () => {
    const { id, container } = await longRun();
    await onHost("host-b", `docker rm --force ${container}`);
    const { run, seconds, messages } = await end(id);
    expect(run.status).toBe("FAILURE");
    expect(seconds).toBeLessThan(soon);
    expect(messages).toMatch(/it was removed/);
  });

  test("exit 0 but the run is unfinished: FAILED after a grace period", async () => {
    const id = await dagster.launch("etl_pipelines", "crashing", {}, exitWith(0));
    const { run, messages } = await end(id);
    expect(run.status).toBe("FAILURE");
    expect(messages).toContain("ended without finishing the run");
  });

  test("container dies before Dagster starts: FAILURE with the cause within seconds", async () => {
    const server = "$(docker inspect --format {{.Image}} dagster-location-etl_pipelines)";
    const build = "docker build --quiet --tag peer/broken-python:1 -";
    await onHost("host-b", `printf 'FROM %s\nENV PYTHONHOME=/nowhere\n' ${server} | ${build}`);
    const broken = { "dagster/image": "peer/broken-python:1" };
    const id = await dagster.launch("etl_pipelines", "daily_etl", broken);
    await dagster.waitFor(id, new Set(["STARTING"]));
    const { run, seconds, messages } = await end(id);
    expect(run.status).toBe("FAILURE");
    expect(seconds).toBeLessThan(soon);
    expect(messages).toContain("Container exited with code 1 on 'host-b'.");
    expect(messages).toContain("No module named 'encodings'");
  });

  test("container paused: not ended", async () => {
    const { id, container } = await longRun();
    await onHost("host-b", `docker pause ${container}`);
    await sleep(15_000);
    expect((await dagster.run(id)).status).toBe("STARTED");
    await onHost("host-b", `docker unpause ${container}`);
    await cancel(id);
  });
});

function exitWith(exit_code: number): object {
  return { ops: { crash: { config: { exit_code } } } };
}
