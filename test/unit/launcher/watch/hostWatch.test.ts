import { afterEach, describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { HostWatch } from "../../../../launcher/watch/hostWatch.ts";
import type { EndCause } from "../../../../launcher/watch/containerTable.ts";
import { FakeHost } from "../fakeHost.ts";

const timing = { beat: 10, ping: 50, strike: 1, probe: 1, reconcile: 40, retry: 10, stock: 1000 };
const labels = { "dagster/managed": "true" };
const watches: HostWatch[] = [];

afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
});

function watched(changes: Partial<typeof timing> = {}) {
  const host = new FakeHost("b");
  const ends: EndCause[] = [];
  const phases: string[] = [];
  const watch = new HostWatch(
    host,
    labels,
    { ...timing, ...changes },
    {
      ended: (_, cause) => ends.push(cause),
      changed: (_, { phase }) => phases.push(phase),
    },
  );
  watches.push(watch);
  const phase = (wanted: string) => expect.poll(() => watch.state.phase, { interval: 2 }).toBe(wanted);
  const run = (name: string) =>
    host.create(name, { body: { Image: "app:1", Labels: labels, HostConfig: {} } });
  return { host, watch, ends, phases, phase, run };
}

describe("a watch", () => {
  test("asks for nothing before it starts, then knows what was there and what happens", async () => {
    const { host, watch, phase, run, ends } = watched();
    const old = await run("old");
    await host.start(old);
    const before = host.calls.length;
    expect([watch.state.phase, host.calls.length]).toEqual(["starting", before]);
    watch.start();
    await phase("live");
    expect(watch.table.busy).toBe(1);
    await host.start(await run("new"));
    host.end(old, 3);
    await expect
      .poll(() => [watch.table.get(old)?.status, watch.table.byName("new")?.status])
      .toEqual(["exited", "running"]);
    expect(ends).toEqual(["error"]);
  });

  test("takes one failed ping for a mishap, and many for a lost host, which it finds again", async () => {
    const { host, watch, phase, phases } = watched();
    watch.start();
    await phase("live");
    host.down = true;
    await phase("lost");
    expect(watch.state).toMatchObject({ error: { code: "HOST_UNREACHABLE" } });
    host.down = false;
    await phase("live");
    expect(phases).toEqual(["live", "lost", "live"]);

    let failures = 4;
    const ping = host.ping.bind(host);
    host.ping = () => (failures-- > 0 ? host.fail() : ping());
    await expect.poll(() => failures).toBeLessThan(-2);
    expect(phases).toEqual(["live", "lost", "live"]);
  });

  test("follows the events anew where they broke off, and counts no end twice", async () => {
    const { host, watch, phase, run, ends } = watched();
    watch.start();
    await phase("live");
    const id = await run("one");
    await host.start(id);
    host.end(id, 0);
    await expect.poll(() => ends).toEqual(["ok"]);
    const follow = host.events.bind(host);
    host.events = async (wanted, options) => {
      const stream = await follow(wanted, options);
      host.tell(id, "die", 0, options.since);
      return stream;
    };
    host.breakEvents();
    await expect.poll(() => host.followed).toHaveLength(2);
    await phase("live");
    expect(host.followed).toEqual([undefined, "1000.000000003"]);
    expect(ends).toEqual(["ok"]);
  });

  test("finds out by itself what no event told", async () => {
    const { host, watch, phase, run } = watched();
    watch.start();
    await phase("live");
    const id = await run("one");
    await expect.poll(() => watch.table.get(id)?.status).toBe("created");
    host.containers.delete(id);
    await expect.poll(() => watch.table.get(id)).toBeUndefined();
  });

  test("looks at once when somebody suspects the host", async () => {
    const { host, watch, phase } = watched({ beat: 60_000 });
    watch.start();
    await phase("live");
    host.down = true;
    watch.suspect();
    await phase("lost");
  });

  test("does not take an engine that refuses for one that is lost", async () => {
    const { host, watch, phases } = watched();
    host.failures = { events: new EngineError(500, "no events today") };
    watch.start();
    await expect.poll(() => host.calls.filter((call) => call === "events").length).toBeGreaterThan(2);
    expect([watch.state.phase, phases]).toEqual(["starting", []]);
  });

  test("ends when it is stopped", async () => {
    const { host, watch, phase } = watched();
    watch.start();
    await phase("live");
    watch.stop();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const calls = host.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(host.calls).toHaveLength(calls);
  });
});
