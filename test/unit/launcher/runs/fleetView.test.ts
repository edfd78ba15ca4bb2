import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { fleet } from "../fleet.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function watched() {
  const parts = fleet();
  parts.service.watch();
  closers.push(() => parts.service.close());
  const hostOf = async (name: string) =>
    (await parts.service.view()).hosts.find(({ config }) => config.host_name === name);
  const state = (name: string, wanted: string, timeout = 1000) =>
    expect.poll(async () => (await hostOf(name))?.state, { timeout }).toBe(wanted);
  return { ...parts, hostOf, state };
}

test("tells from memory of hosts and live runs, without a request to a host", async () => {
  const { service, host, create, hostOf, state } = watched();
  await state("b", "live");
  const created = await create();
  await service.start({ runId: "run-1", attempt: 0, ...created });
  await service.drain("b");
  const lists = () => host("b").calls.filter((call) => call !== "ping" && call !== "events").length;
  const before = lists();
  const { runs } = await service.view();
  expect(runs).toMatchObject([
    {
      runId: "run-1",
      hostName: "b",
      jobName: "daily_etl",
      locationName: "etl",
      image: "app:1",
      status: "running",
    },
  ]);
  expect(Date.parse(runs[0]?.createdAt ?? "")).toBeGreaterThan(0);
  expect(await hostOf("b")).toMatchObject({ running: 1, drainedSince: expect.any(String) as string });
  expect(lists()).toBe(before);
  host("b").end(created.containerId, 0);
  await expect.poll(async () => (await service.view()).runs).toEqual([]);
});

test("a host that is lost says since when and why, and its runs are unknown", async () => {
  const { service, host, create, hostOf, state } = watched();
  await state("b", "live");
  await create();
  const lost = Date.now();
  host("b").down = true;
  await state("b", "lost");
  const view = await hostOf("b");
  expect(view).toMatchObject({
    running: null,
    reason: expect.stringContaining("connection refused") as string,
  });
  expect(view?.since).toBeGreaterThanOrEqual(lost);
  expect(view?.lastContact).toBeLessThanOrEqual(view?.since ?? 0);
  expect((await service.view()).runs).toMatchObject([{ runId: "run-1", status: "unknown" }]);
  host("b").down = false;
  await state("b", "live");
  expect((await hostOf("b"))?.reason).toBeNull();
});

test("a host that owes an answer is silent after 1.5 seconds, before it counts as lost", async () => {
  const { host, hostOf, state } = watched();
  await state("b", "live");
  let answer = (): void => undefined;
  host("b").ping = () => new Promise((resolve) => (answer = resolve));
  await sleep(1000);
  expect((await hostOf("b"))?.state).toBe("live");
  await state("b", "silent", 2000);
  answer();
  await state("b", "live");
});

test("two hosts on the same engine do not both have its runs", async () => {
  const { service, host, create, state } = watched();
  await state("b", "live");
  await state("c", "live");
  const { containerId } = await create();
  const container = host("b").containers.get(containerId);
  if (container === undefined) throw new Error("no container");
  host("c").containers.set("other", { ...container, id: "other" });
  host("c").tell("other", "start");
  await sleep(20);
  expect((await service.view()).runs.map(({ hostName }) => hostName)).toEqual(["b"]);
});
