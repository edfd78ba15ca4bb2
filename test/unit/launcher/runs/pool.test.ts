import { describe, expect, test } from "vitest";
import { HostUnreachableError } from "../../../../launcher/error.ts";
import { fleet } from "../fleet.ts";

const locationName = "pooled";

describe("a location with several hosts", () => {
  test("spreads its runs", async () => {
    const { create, service } = fleet();
    const names = [];
    for (const runId of ["1", "2", "3", "4"]) {
      const created = await create({ runId, locationName });
      await service.start({ runId, attempt: 0, ...created });
      names.push(created.hostName);
    }
    expect(names).toEqual(["d", "e", "d", "e"]);
  });

  test("uses another host when one does not answer, and does not ask it while it is lost", async () => {
    const { create, host, events, service } = fleet();
    host("d").down = true;
    expect(await create({ locationName })).toMatchObject({ hostName: "e" });
    service.watch();
    const lost = () => create({ runId: "probe", locationName, pinnedHost: "d" });
    await expect.poll(() => host("d").calls.slice(-3)).toEqual(["ping", "ping", "ping"]);
    await expect(lost()).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
    const asked = (): number => host("d").calls.filter((call) => call !== "ping").length;
    const before = asked();
    expect(await create({ runId: "run-2", locationName })).toMatchObject({ hostName: "e" });
    expect(asked()).toBe(before);
    expect(events.every(({ level }) => level === "info")).toBe(true);
    service.close();
  });

  test("uses another host when one fails in the middle of a create", async () => {
    const { create, host, events } = fleet();
    host("d").failures = { create: new HostUnreachableError("Docker host 'd' cannot be reached: reset.") };
    expect(await create({ locationName })).toMatchObject({ hostName: "e" });
    expect(events).toContainEqual({
      level: "warning",
      message: "Docker host 'd' cannot be reached: reset. Trying another host of the location.",
    });
  });

  test("is retryable when none answers, and names them all", async () => {
    const { create, host } = fleet();
    host("d").down = host("e").down = true;
    const message = expect.stringMatching(/'d'.*'e'/) as string;
    await expect(create({ locationName })).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      retryable: true,
      message,
    });
  });

  test("finds the container of an earlier request on whichever host it is", async () => {
    const { create, host } = fleet();
    host("d").down = true;
    const first = await create({ locationName });
    host("d").down = false;
    expect(await create({ locationName })).toMatchObject({ ...first, existed: true });
  });

  test("never takes another host when the run may have been started on the pinned one", async () => {
    const { create, host } = fleet();
    const first = await create({ locationName });
    host("d").down = true;
    const again = { locationName, pinnedHost: "d" };
    await expect(create(again)).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
    expect(host("e").containers.size).toBe(0);
    host("d").down = false;
    expect(await create(again)).toMatchObject({ ...first, existed: true });
  });

  test("takes another host when the pinned one is not configured any more", async () => {
    const { create } = fleet();
    expect(await create({ locationName, pinnedHost: "scrapped" })).toMatchObject({ hostName: "d" });
  });

  test("spreads simultaneous launches", async () => {
    const { create, host, service } = fleet();
    service.watch();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => create({ runId: `run-${index}`, locationName })),
    );
    expect([host("d").containers.size, host("e").containers.size]).toEqual([5, 5]);
    service.close();
  });

  test("gives a host with three times the weight three times the runs", async () => {
    const { create, host } = fleet({}, (name: string) => ({ weight: name === "e" ? 3 : 1 }));
    for (let run = 0; run < 8; run++) await create({ runId: `run-${run}`, locationName });
    expect([host("d").containers.size, host("e").containers.size]).toEqual([2, 6]);
  });

  test("fills no host beyond its capacity: the rest waits in the queue", async () => {
    const { create, host, service } = fleet({}, { capacity: 2 });
    service.watch();
    const launches = Array.from({ length: 6 }, async (_, index) => {
      const runId = `run-${index}`;
      const created = await create({ runId, locationName });
      await service.start({ runId, attempt: 0, ...created });
      return created;
    });
    const results = await Promise.allSettled(launches);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
    expect([host("d").containers.size, host("e").containers.size]).toEqual([2, 2]);
    const refused = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({
      code: "HOST_AT_CAPACITY",
      retryable: true,
      message: expect.stringContaining("'d' runs 2 of 2, 'e' runs 2 of 2") as string,
    });
    const [id = ""] = host("e").containers.keys();
    host("e").end(id, 0);
    await expect.poll(() => create({ runId: "later", locationName })).toMatchObject({ hostName: "e" });
    service.close();
  });

  test("takes a host with the labels that the run asks for, or says which there are", async () => {
    const { create } = fleet({}, (name: string) => ({ labels: { disk: name === "e" ? "ssd" : "hdd" } }));
    const tags = { "multihost/host_labels": " disk = ssd " };
    for (const runId of ["1", "2"]) {
      expect(await create({ runId, locationName, tags })).toMatchObject({ hostName: "e" });
    }
    await expect(
      create({ locationName, tags: { "multihost/host_labels": "disk=tape" } }),
    ).rejects.toMatchObject({
      code: "HOST_LABELS_UNMATCHED",
      retryable: false,
      message: expect.stringMatching(/disk=tape.*'d' \(disk=hdd\), 'e' \(disk=ssd\)/) as string,
    });
    await expect(create({ locationName, tags: { "multihost/host_labels": "ssd" } })).rejects.toMatchObject({
      code: "RUN_TAG_INVALID",
    });
  });
});
