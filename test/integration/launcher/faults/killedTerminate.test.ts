import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { crashTest } from "./crashes.ts";

let parts: Awaited<ReturnType<typeof crashTest>>;

beforeAll(async () => {
  parts = await crashTest();
});
afterAll(() => parts.close());
beforeEach(() => parts.launcher.start());
afterEach(() => parts.launcher.kill());

/** What a termination asks of the engine; the first test proves it. */
const steps = ["GET /containers/ID/json", "POST /containers/ID/stop"];
const kills = steps.flatMap((step, index) =>
  (["before", "after"] as const).map((when) => ({ step, index, when })),
);

/** A run that ends when it is told to, and how to tell it. */
async function running() {
  const runId = randomUUID();
  parts.proxy.killAt = undefined;
  const made = await parts.create(runId, "trap 'exit 0' TERM; while :; do sleep 0.2; done");
  await parts.start(runId, made);
  await expect.poll(() => parts.startsOf(runId)).toBe(1);
  parts.proxy.steps = [];
  return { runId, made, terminate: () => parts.launcher.ask("POST", `/v1/runs/${runId}/terminate`, made) };
}

describe("a termination", () => {
  test("has these steps", async () => {
    const { terminate } = await running();
    expect(await terminate()).toMatchObject({ outcome: "stopped" });
    expect(parts.proxy.steps).toEqual(steps);
  });

  test.each(kills)("killed $when $step, and repeated, stops the container", async ({ index, when }) => {
    const { runId, made, terminate } = await running();
    parts.proxy.killAt = { index, when, kill: () => parts.launcher.kill() };
    await expect(terminate()).rejects.toThrow();
    expect(parts.proxy.killAt).toBeUndefined();

    await parts.launcher.start();
    const isStopped = when === "after" && index === 1;
    expect(await terminate()).toMatchObject({ outcome: isStopped ? "already_stopped" : "stopped" });
    const state = await parts.docker("inspect", "--format", "{{.State.Status}}", made.container_id);
    expect(state).toBe("exited");
    expect(await parts.launcher.ask("GET", `/v1/runs/${runId}/health`)).toMatchObject({ status: "SUCCESS" });
    expect(parts.startsOf(runId)).toBe(1);
  });
});
