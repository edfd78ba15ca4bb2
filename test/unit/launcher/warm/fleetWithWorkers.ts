import { expect } from "vitest";
import type { FakeHost } from "../fakeHost.ts";
import { fleet, request } from "../fleet.ts";

/** The names of a host's idle workers. */
export function idle(host: FakeHost): string[] {
  return [...host.containers.values()]
    .map(({ name }) => name)
    .filter((name) => name.startsWith("dagster-warm-"));
}

/** The one container of this name. */
export function named(host: FakeHost, name: string) {
  const found = [...host.containers.values()].find((container) => container.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** A fleet whose host `b` keeps warm workers for etl. */
export async function warmFleet(ofHost: object = {}, top: object = {}) {
  const keeps = { warm_workers: 1, ...ofHost };
  const made = fleet(top, (name) => (name === "b" ? keeps : {}));
  const b = made.host("b");
  made.service.watch();
  await expect.poll(() => b.followed.length).toBe(1);
  const { service, time, create } = made;
  const launch = async (changes: Partial<typeof request> = {}) => {
    const created = await create(changes);
    const attempt = { runId: "run-1", attempt: 0, ...changes };
    return { ...created, started: await service.start({ ...attempt, ...created }) };
  };
  /** Waits until so many idle workers are ready; time passes meanwhile. */
  const ready = (count: number) =>
    expect
      .poll(async () => {
        time.now += 1000;
        return (await service.hosts()).find(({ hostName }) => hostName === "b")?.warmIdle;
      })
      .toBe(count);
  return { ...made, b, launch, ready };
}
