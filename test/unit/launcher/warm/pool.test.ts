import { setImmediate as eventsAreRead } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { HostUnreachableError } from "../../../../launcher/error.ts";
import { request } from "../fleet.ts";
import { idle, named, warmFleet } from "./fleetWithWorkers.ts";

let fleet: Awaited<ReturnType<typeof warmFleet>>;
afterEach(() => fleet.service.close());

describe("warm workers", () => {
  test("are made after the first cold start, and take the runs that follow", async () => {
    fleet = await warmFleet();
    expect(await fleet.launch()).toMatchObject({ warm: false });
    await fleet.ready(1);
    const [name = ""] = idle(fleet.b);
    const worker = named(fleet.b, name);
    expect(worker.spec.body).toMatchObject({ OpenStdin: true, Image: "app:1" });
    expect(worker.environment.join()).not.toContain("run-1");
    expect(Object.keys(worker.labels)).not.toContain("dagster/run_id");
    expect(fleet.b.preloaded.get(worker.id)).toEqual(request.command);

    const { containerId, started } = await fleet.launch({ runId: "run-2", env: { EXTRA: "yes" } });
    expect(containerId).toBe(worker.id);
    expect(worker.name).toBe("dagster-run-run-2-0");
    expect(started).toEqual({ containerId, hostName: "b", alreadyRunning: false });
    const env = { DAGSTER_RUN_ID: "run-2", DAGSTER_RUN_JOB_NAME: "daily_etl", EXTRA: "yes" };
    expect(fleet.b.given.get(containerId)).toEqual([
      { run: { id: "run-2/0", command: request.command, env } },
      { go: "run-2/0" },
    ]);
    await fleet.ready(1);
    expect(idle(fleet.b)).not.toContain(name);
  });

  test("are no run containers while they wait: not in lists, counts, capacity or cleanup", async () => {
    fleet = await warmFleet({ capacity: 2 });
    await fleet.launch({ instanceId: "one" });
    await fleet.ready(1);
    const { containers } = await fleet.service.containers("one");
    expect(containers.map(({ runId }) => runId)).toEqual(["run-1"]);
    const [b] = await fleet.service.hosts();
    expect(b).toMatchObject({ containersRunning: 1, containersTotal: 1, warmIdle: 1, warmMemoryBytes: 100 });
    expect((await fleet.launch({ runId: "run-2", instanceId: "one" })).warm).toBe(true);
    const cleaned = await fleet.service.cleanUp({
      ...{ instanceId: "one", maxAgeHours: 0, dryRun: false },
      ...{ activeRunIds: new Set<string>(), endedRunIds: new Set(["run-2"]) },
    });
    expect(cleaned.containers.map(({ runId, action }) => `${runId} ${action}`).toSorted()).toEqual([
      "run-1 kept",
      "run-2 stopped",
    ]);
  });

  test("that took a run are found, watched and stopped as any container of a run", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const { containerId } = await fleet.launch({ runId: "run-2" });
    const byRun = { runId: "run-2" };
    expect(await fleet.service.health(byRun)).toMatchObject({ status: "RUNNING", containerId });
    expect(await fleet.service.debug(byRun)).toContain("dagster-run-run-2-0");
    expect(await fleet.service.create({ ...request, ...byRun }, () => undefined)).toMatchObject({
      ...{ containerId, existed: true, warm: true },
    });
    expect(await fleet.service.terminate(byRun)).toMatchObject({ outcome: "stopped", containerId });
    const end = { status: "FAILED", exitCode: 143 };
    await expect.poll(() => fleet.service.health(byRun)).toMatchObject(end);
    expect(await fleet.service.health({ runId: "run-3" })).toMatchObject({ status: "NOT_FOUND" });
  });

  test.each([
    ["another image", { image: "app:2" }],
    ["options of its own", { tags: { "multihost/memory": "1g" } }],
    ["another environment", { containerContext: { env_vars: ["A=1"] } }],
    ["a command that is not Dagster's", { command: ["sh", "-c", "true"] }],
  ])("are not given a run with %s", async (_, changes) => {
    fleet = await warmFleet();
    fleet.b.images.set("app:2", []);
    await fleet.launch();
    await fleet.ready(1);
    expect(await fleet.create({ runId: "run-2", ...changes })).toMatchObject({ warm: false });
  });

  test.each([
    ["a port of the host", { ports: { "80/tcp": 8080 } }],
    ["a restart policy", { restart_policy: { Name: "always" } }],
    ["a terminal", { tty: true }],
  ])("are not made of containers with %s", async (_, container_kwargs) => {
    fleet = await warmFleet({ container_kwargs });
    await fleet.launch();
    fleet.time.now += 60_000;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(idle(fleet.b)).toEqual([]);
  });

  test("are discarded when the image has changed under the same name", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const before = idle(fleet.b);
    fleet.b.imageIds.set("app:1", "sha256:newer");
    expect(await fleet.launch({ runId: "run-2" })).toMatchObject({ warm: false });
    fleet.time.now += 1000;
    await expect.poll(() => idle(fleet.b)).not.toEqual(before);
    await fleet.ready(1);
    expect(await fleet.launch({ runId: "run-3" })).toMatchObject({ warm: true });
  });

  test("cost no launch its container when the image cannot be looked at", async () => {
    fleet = await warmFleet({ warm_workers: 1 });
    await fleet.launch();
    fleet.b.imageId = () => Promise.reject(new HostUnreachableError("no answer"));
    expect(await fleet.create({ runId: "run-2" })).toMatchObject({ existed: false, warm: false });
  });

  test("are not discarded by a run whose tags name an image of its own", async () => {
    fleet = await warmFleet();
    fleet.b.images.set("app:2", []);
    await fleet.launch();
    await fleet.ready(1);
    const before = idle(fleet.b);
    await fleet.launch({ runId: "run-2", image: "app:2", tags: { "dagster/image": "app:2" } });
    fleet.time.now += 60_000;
    expect(await fleet.launch({ runId: "run-3" })).toMatchObject({ warm: true });
    expect(before).toHaveLength(1);
  });

  test("are removed while the host is drained, and made again after", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    await fleet.service.drain("b");
    await expect.poll(() => idle(fleet.b)).toEqual([]);
    await fleet.service.undrain("b");
    await fleet.ready(1);
  });

  test("are taken once, also by many launches at the same moment", async () => {
    fleet = await warmFleet({ warm_workers: 3 });
    await fleet.launch();
    await fleet.ready(3);
    const runs = Array.from({ length: 8 }, (_, index) => `many-${index}`);
    const launched = await Promise.all(runs.map((runId) => fleet.launch({ runId })));
    expect(new Set(launched.map(({ containerId }) => containerId)).size).toBe(8);
    expect(launched.filter(({ warm }) => warm)).toHaveLength(3);
    for (const { containerId, warm } of launched) {
      expect(fleet.b.given.get(containerId)?.length ?? 0).toBe(warm ? 2 : 0);
    }
  });
});

describe("a warm worker that is lost", () => {
  test("before it is taken: another container starts cold, and the next one is made later", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const [name = ""] = idle(fleet.b);
    fleet.b.logs = ["ModuleNotFoundError: No module named 'dagster'"];
    fleet.b.end(named(fleet.b, name).id, 1);
    await eventsAreRead();
    expect(await fleet.launch({ runId: "run-2" })).toMatchObject({ warm: false });
    await expect.poll(() => fleet.warmFailures.join()).toContain("exit code 1");
    expect(fleet.warmFailures.join()).toContain("ModuleNotFoundError");
    expect((await fleet.service.hosts())[0]?.warmError).toContain("ModuleNotFoundError");
    fleet.b.logs = [];
    await fleet.ready(1);
    expect((await fleet.service.hosts())[0]?.warmError).toBeNull();
  });

  test("unnoticed, while it is taken: the launch starts cold", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const worker = named(fleet.b, idle(fleet.b)[0] ?? "");
    const rename = fleet.b.rename.bind(fleet.b);
    fleet.b.rename = async (from, to) => {
      await rename(from, to);
      worker.status = "exited";
    };
    expect(await fleet.launch({ runId: "run-2" })).toMatchObject({ warm: false, existed: false });
    expect(fleet.b.containers.has(worker.id)).toBe(false);
  });

  test("while it is taken: the launch starts cold", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    fleet.b.failures = { attach: new EngineError(409, "You cannot attach to a stopped container") };
    expect(await fleet.launch({ runId: "run-2" })).toMatchObject({ warm: false, existed: false });
  });

  test("to another launcher that renamed it at the same moment: the launch starts cold", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const [name = ""] = idle(fleet.b);
    const { id } = named(fleet.b, name);
    const rename = fleet.b.rename.bind(fleet.b);
    fleet.b.rename = async (from, to) => {
      await rename(from, to);
      await rename(to, "dagster-run-other-0");
    };
    expect(await fleet.launch({ runId: "run-2" })).toMatchObject({ warm: false, existed: false });
    expect(fleet.b.given.has(id)).toBe(false);
    expect(fleet.b.containers.has(id)).toBe(true);
  });

  test("between creation and start: another container takes its place", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const { containerId, warm } = await fleet.create({ runId: "run-2" });
    expect(warm).toBe(true);
    fleet.b.end(containerId, 137);
    const target = { runId: "run-2", attempt: 0, hostName: "b", containerId };
    const started = await fleet.service.start(target);
    expect(started.containerId).not.toBe(containerId);
    expect(named(fleet.b, "dagster-run-run-2-0")).toMatchObject({
      id: started.containerId,
      status: "running",
    });
    expect(fleet.b.containers.has(containerId)).toBe(false);
    // The answer was lost.
    expect(await fleet.service.start(target)).toEqual({ ...started, alreadyRunning: true });
  });

  test("after it was told to start: the run is not executed a second time", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const { containerId } = await fleet.launch({ runId: "run-2" });
    fleet.b.end(containerId, 137);
    const again = await fleet.service.start({ runId: "run-2", attempt: 0, hostName: "b", containerId });
    expect(again).toEqual({ containerId, hostName: "b", alreadyRunning: true });
    const end = { status: "FAILED", exitCode: 137 };
    await expect.poll(() => fleet.service.health({ runId: "run-2" })).toMatchObject(end);
  });

  test("after its run was terminated before the start: nothing is started", async () => {
    fleet = await warmFleet();
    await fleet.launch();
    await fleet.ready(1);
    const { containerId } = await fleet.create({ runId: "run-2" });
    await fleet.service.terminate({ runId: "run-2" });
    const late = await fleet.service.start({ runId: "run-2", attempt: 0, hostName: "b", containerId });
    expect(late).toMatchObject({ containerId, alreadyRunning: true });
    expect(fleet.b.given.get(containerId)).toHaveLength(1);
  });
});
