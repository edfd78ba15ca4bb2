import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DrainState } from "../../../../launcher/cli/drain/stateFile.ts";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
  one.dagster.locations["etl"] = {
    instigators: [
      { kind: "schedule", name: "nightly", running: true, canReset: true },
      { kind: "schedule", name: "unused", running: false, canReset: false },
      { kind: "sensor", name: "declared", running: true, canReset: false },
    ],
  };
  one.dagster.locations["analytics"] = {
    instigators: [{ kind: "sensor", name: "watcher", running: true, canReset: true }],
  };
});
afterEach(() => one.close());

const ticking = (): string[] =>
  Object.values(one.dagster.locations).flatMap(({ instigators }) =>
    instigators.filter(({ running }) => running).map(({ name }) => name),
  );
const state = (): DrainState => JSON.parse(readFileSync(one.stateFile, "utf8")) as DrainState;

describe("drain and restore", () => {
  test("stop what ticks in the location, and start exactly that again, as it was declared", async () => {
    expect((await one.run("drain", "etl")).code).toBe(0);
    expect(ticking()).toEqual(["watcher"]);
    expect(state().stopped.map(({ name, declared }) => [name, declared])).toEqual([
      ["nightly", false],
      ["declared", true],
    ]);
    expect((await one.run("restore")).code).toBe(0);
    expect(one.dagster.calls).toEqual(["stop nightly", "stop declared", "start nightly", "reset declared"]);
    expect(ticking()).toEqual(["nightly", "declared", "watcher"]);
    expect(existsSync(one.stateFile)).toBe(false);
  });

  test("record what is stopped before it is stopped", async () => {
    let recorded: string[] | undefined;
    one.dagster.onRequest = () => {
      if (existsSync(one.stateFile)) recorded ??= [...ticking(), ...state().stopped.map(({ name }) => name)];
    };
    await one.run("drain", "etl");
    expect(recorded).toEqual(["nightly", "declared", "watcher", "nightly", "declared"]);
  });

  test("can be repeated, also after an interruption between the record and the stop", async () => {
    await one.run("drain", "etl", "--no-wait");
    const [nightly] = one.dagster.locations["etl"]?.instigators ?? [];
    Object.assign(nightly ?? {}, { running: true });
    const { stdout } = await one.run("drain", "etl", "analytics", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      stopped: [{ name: "nightly" }, { name: "declared", declared: true }, { name: "watcher" }],
    });
    expect(state().locations).toEqual(["etl", "analytics"]);
    expect((await one.run("restore", "--keep-state-file")).code).toBe(0);
    expect((await one.run("restore")).code).toBe(0);
    const third = await one.run("restore");
    expect([third.code, third.stderr]).toEqual([0, expect.stringContaining("nothing is to be restored")]);
    expect(ticking()).toEqual(["nightly", "declared", "watcher"]);
  });

  test("wait for queued and running runs of the location, and of no other one", async () => {
    one.dagster.runs["run-1"] = { status: "STARTED", location: "etl" };
    one.dagster.runs["run-2"] = { status: "QUEUED", location: "etl" };
    one.dagster.runs["run-3"] = { status: "STARTED", location: "analytics" };
    let polls = 0;
    one.dagster.onRequest = () => {
      polls++;
      if (polls === 8) Object.assign(one.dagster.runs["run-1"] ?? {}, { status: "SUCCESS" });
      if (polls === 10) Object.assign(one.dagster.runs["run-2"] ?? {}, { status: "FAILURE" });
    };
    const { code, stderr } = await one.run("drain", "etl");
    expect(code).toBe(0);
    expect(stderr).toContain("Waiting for run-1 (job, STARTED), run-2 (job, QUEUED)\nWaiting for run-2");
    expect(stderr).not.toContain("run-3");
  });

  test("time out with exit code 4, and say what to do", async () => {
    one.dagster.runs["run-1"] = { status: "STARTED", location: "etl" };
    const { code, stderr, stdout } = await one.run("drain", "etl", "--timeout", "30", "--json");
    expect(code).toBe(4);
    expect(stderr).toMatch(/RUNS_IN_PROGRESS: After 30 s .*run-1.*--force/);
    expect(JSON.parse(stdout)).toMatchObject({
      unfinished: [{ run_id: "run-1", status: "STARTED" }],
      terminated: [],
    });
    expect(ticking()).toEqual(["watcher"]);
  });

  test("terminate with --force what goes on at the timeout", async () => {
    one.dagster.runs["run-1"] = { status: "STARTED", location: "etl" };
    const { code, stdout } = await one.run("drain", "etl", "--timeout", "4", "--force", "--json");
    expect(code).toBe(0);
    expect(one.dagster.calls).toContain("terminate run-1");
    expect(JSON.parse(stdout)).toMatchObject({ terminated: ["run-1"], unfinished: [] });
  });

  test("keep in the file what cannot be started now", async () => {
    await one.run("drain", "--all");
    Object.assign(one.dagster.locations["etl"] ?? {}, { error: "no module named x" });
    one.dagster.locations["analytics"]?.instigators.pop();
    const { code, stdout } = await one.run("restore", "--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ started: [], gone: [{ name: "watcher" }] },
      failed: [{ name: "nightly" }, { name: "declared" }],
    });
    delete one.dagster.locations["etl"]?.error;
    expect((await one.run("restore")).code).toBe(0);
    expect(ticking()).toEqual(["nightly", "declared"]);
  });

  test("refuse a state file that is none, and one that cannot be written", async () => {
    await one.run("drain", "etl", "--no-wait");
    writeFileSync(one.stateFile, "{}");
    for (const command of ["drain etl", "restore"])
      expect((await one.run(...command.split(" "))).stderr).toMatch(
        /^DRAIN_FILE_INVALID: .*drain-state\.json/,
      );
    mkdirSync(join(one.folder, "other.json.new"));
    const other = join(one.folder, "other.json");
    const { stderr } = await one.run("drain", "analytics", "--state-file", other);
    expect(stderr).toMatch(/^DRAIN_FILE_UNWRITABLE: .*other\.json .*\(EISDIR\).*--state-file/);
    expect(ticking()).toContain("watcher");
  });

  test.each([
    [["drain"], "USAGE_INVALID"],
    [["drain", "etl", "--all"], "USAGE_INVALID"],
    [["drain", "etk"], "LOCATION_UNKNOWN: .*Did you mean 'etl'"],
    [["drain", "etl", "--timeout", "soon"], "must be a number"],
  ])("refuse %j", async (args, message) => {
    const { code, stderr } = await one.run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(message));
    expect(one.dagster.calls).toEqual([]);
  });
});

describe("reload", () => {
  test("reports load errors with exit code 3", async () => {
    Object.assign(one.dagster.locations["etl"] ?? {}, { error: "no module named x" });
    const { code, stdout, stderr } = await one.run("reload", "--all", "--json");
    expect(code).toBe(3);
    expect(stderr).toMatch(/LOCATION_LOAD_FAILED: [^]*no module named x/);
    expect(JSON.parse(stdout)).toMatchObject({
      locations: [
        { name: "etl", state: "error", error: "DagsterUserCodeLoadError no module named x" },
        { name: "analytics", state: "loaded", error: null },
      ],
    });
  });

  test("waits until they load, or until the timeout", async () => {
    Object.assign(one.dagster.locations["etl"] ?? {}, { error: "starting" });
    expect(await one.run("reload", "etl", "--wait", "--timeout", "9")).toMatchObject({ code: 4 });
    one.dagster.onRequest = () => {
      if (one.dagster.calls.length === 9) delete one.dagster.locations["etl"]?.error;
    };
    expect(await one.run("reload", "etl", "--wait")).toMatchObject({ code: 0 });
  });
});
