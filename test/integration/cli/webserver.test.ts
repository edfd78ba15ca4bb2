import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { DagsterClient } from "../../../launcher/cli/dagster/client.ts";
import { startInstigator } from "../../../launcher/cli/dagster/instigators.ts";
import { allLocations } from "../../../launcher/cli/dagster/locations.ts";
import { hasEnded, runsById, unfinishedRuns } from "../../../launcher/cli/dagster/runs.ts";
import { realWebserver } from "./webserver.ts";

let webserver: Awaited<ReturnType<typeof realWebserver>>;
let dagster: DagsterClient;
let stateFile: string;
beforeAll(async () => {
  webserver = await realWebserver();
  dagster = new DagsterClient(webserver.url);
  stateFile = join(webserver.folder, "state.json");
});
afterAll(() => webserver.stop());

/** The command line as a process of its own, against Dagster's webserver. */
function cli(...args: string[]) {
  const env = { DAGSTER_WEBSERVER_URL: webserver.url };
  return execa("launcher/cli/dagster-multihost", args, { env, reject: false });
}

/** The same, and it must succeed. */
async function succeed(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await cli(...args);
  expect([exitCode, exitCode === 0 ? "" : stderr]).toEqual([0, ""]);
  return stdout;
}

/** What ticks, and whether its code alone says so. */
async function ticking(): Promise<string[]> {
  const etl = (await allLocations(dagster)).find(({ name }) => name === "etl");
  const running = etl?.instigators.filter((one) => one.running) ?? [];
  return running.map(({ name, declared }) => `${name}${declared ? " (declared)" : ""}`).toSorted();
}

async function launch(): Promise<string> {
  const launched = await dagster.query(
    `mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
       ... on LaunchRunSuccess { run { runId } } } }`,
    {
      params: {
        selector: { repositoryLocationName: "etl", repositoryName: "__repository__", jobName: "waiting" },
        runConfigData: {},
      },
    },
    z.object({ launchRun: z.object({ run: z.object({ runId: z.string() }) }) }),
  );
  return launched.launchRun.run.runId;
}

const before = ["declared_schedule (declared)", "declared_sensor (declared)", "started_by_hand"];

describe("with Dagster's own webserver", () => {
  test("drain stops what ticks, and restore brings back exactly that", async () => {
    const place = { location: "etl", repository: "__repository__" };
    await startInstigator(dagster, { kind: "schedule", name: "started_by_hand", ...place }, false);
    expect(await ticking()).toEqual(before);
    await succeed("drain", "etl", "--state-file", stateFile);
    expect(await ticking()).toEqual([]);
    await succeed("drain", "--all", "--state-file", stateFile);
    await succeed("restore", "--state-file", stateFile);
    expect(await ticking()).toEqual(before);
    expect(existsSync(stateFile)).toBe(false);
  });

  test("starting what ticks, and stopping what is stopped, does nothing", async () => {
    await cli("drain", "etl", "--state-file", stateFile);
    await succeed("restore", "--keep-state-file", "--state-file", stateFile);
    await succeed("restore", "--state-file", stateFile);
    expect(await ticking()).toEqual(before);
  });

  test("what the code has no more is reported as gone", async () => {
    const gone = { kind: "schedule", location: "etl", repository: "__repository__", name: "removed" };
    const both = ["schedule", "sensor"].map((kind) => ({ ...gone, kind, declared: false }));
    const reset = both.map((one) => ({ ...one, declared: true }));
    writeFileSync(stateFile, JSON.stringify({ locations: ["etl"], stopped: [...both, ...reset] }));
    const { stdout, exitCode } = await cli("restore", "--state-file", stateFile, "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ started: [], gone: [...both, ...reset], failed: [] });
  });

  test("drain waits for a run, and --force terminates it", async () => {
    const runId = await launch();
    const timed = await cli("drain", "etl", "--timeout", "2", "--state-file", stateFile);
    expect([timed.exitCode, timed.stderr]).toEqual([4, expect.stringContaining(runId)]);
    const forced = await cli(
      "drain",
      "etl",
      "--timeout",
      "0",
      "--force",
      "--json",
      "--state-file",
      stateFile,
    );
    expect(forced.exitCode).toBe(0);
    expect(JSON.parse(forced.stdout)).toMatchObject({ terminated: [runId], unfinished: [] });
    const [run] = await runsById(dagster, [runId, "00000000-0000-0000-0000-000000000000"]);
    expect(run).toMatchObject({ run_id: runId, status: "CANCELED", location: "etl" });
    expect(run && hasEnded(run) && Math.abs((run.ended_at ?? 0) - Date.now() / 1000)).toBeLessThan(120);
    expect(await unfinishedRuns(dagster, ["etl"])).toEqual([]);
    await cli("restore", "--state-file", stateFile);
  }, 120_000);

  test("reload shows the cause of a load error, and loads what was mended", async () => {
    const bad = await cli("reload", "--all", "--json");
    expect(bad.exitCode).toBe(3);
    expect(JSON.parse(bad.stdout)).toMatchObject({
      locations: expect.arrayContaining([
        expect.objectContaining({ name: "etl", state: "loaded" }),
        expect.objectContaining({
          state: "error",
          error: expect.stringContaining("broken on purpose") as string,
        }),
      ]) as unknown[],
    });
    writeFileSync(webserver.broken, "import dagster\n\ndefs = dagster.Definitions()\n");
    await succeed("reload", "broken", "--wait");
  });

  test("what the schema does not have is refused, and the message names it", async () => {
    const unknown = dagster.query("{ noSuchField }", {}, z.object({}));
    await expect(unknown).rejects.toMatchObject({
      code: "DAGSTER_REFUSED",
      message: expect.stringContaining("noSuchField") as string,
    });
  });
});
