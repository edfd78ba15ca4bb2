import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { crashTest } from "./crashes.ts";
import type { Made } from "./crashes.ts";
import { cleanUpLater } from "./shiftedClock.ts";

let parts: Awaited<ReturnType<typeof crashTest>>;

beforeAll(async () => {
  parts = await crashTest();
});
afterAll(() => parts.close());
beforeEach(() => parts.launcher.start());
afterEach(() => parts.launcher.kill());

/** What a launch asks of the engine; the first test proves it. */
const steps = [
  "GET /networks",
  "POST /containers/create",
  "POST /networks/NAME/connect",
  "POST /containers/ID/start",
];
const kills = steps.flatMap((step, index) =>
  (["before", "after"] as const).map((when) => ({ step, index, when, name: `${when} ${index}: ${step}` })),
);

async function launch(runId: string): Promise<Made> {
  const made = await parts.create(runId);
  await parts.start(runId, made);
  return made;
}

/** Launches, while the launcher is killed on the way. */
async function crash(runId: string, index: number, when: "before" | "after"): Promise<void> {
  const { proxy, launcher } = parts;
  proxy.steps = [];
  proxy.killAt = { index, when, kill: () => launcher.kill() };
  await expect(launch(runId)).rejects.toThrow();
  expect(proxy.killAt).toBeUndefined();
}

describe("a launch", () => {
  test("has these steps", async () => {
    parts.proxy.steps = [];
    await launch(randomUUID());
    expect(parts.proxy.steps).toEqual(steps);
  });

  test.each(kills)("killed $name, and repeated, runs once, on both networks", async ({ index, when }) => {
    const runId = randomUUID();
    await crash(runId, index, when);
    expect((await parts.containersOf(runId)).length).toBeLessThanOrEqual(1);

    await parts.launcher.start();
    const made = await launch(runId);
    await expect
      .poll(() => health(runId), { timeout: 20_000 })
      .toMatchObject({ status: "SUCCESS", exit_code: 0 });
    expect(await parts.containersOf(runId)).toEqual([made.container_id]);
    expect(parts.startsOf(runId)).toBe(1);
    const format = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}";
    const joined = await parts.docker("inspect", "--format", format, made.container_id);
    expect(joined.trim().split(" ").toSorted()).toEqual(parts.networks);
  });

  test.each(kills)(
    "killed $name, and never repeated, leaves one container at most",
    async ({ index, when }) => {
      const runId = randomUUID();
      await crash(runId, index, when);
      const containers = await parts.containersOf(runId);
      expect(containers.length).toBeLessThanOrEqual(1);
      expect(parts.startsOf(runId)).toBeLessThanOrEqual(1);
      expect(await cleanedAfter(runId, 0.9)).toEqual(containers.map(() => "kept"));
      await expect
        .poll(() => cleanedAfter(runId, 1.1), { timeout: 5000 })
        .toEqual(containers.map(() => "removed"));
      expect(await parts.containersOf(runId)).toEqual([]);
    },
  );
});

function health(runId: string): Promise<unknown> {
  return parts.launcher.ask("GET", `/v1/runs/${runId}/health`);
}

/** What a cleanup does with the run's containers when the host's clock shows some hours more. */
async function cleanedAfter(runId: string, hours: number): Promise<string[]> {
  const cleaned = await cleanUpLater(parts.dockerUrl, parts.prefix, hours);
  return cleaned.filter((container) => container.runId === runId).map(({ action }) => action);
}
