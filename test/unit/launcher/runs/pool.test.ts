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

  test("uses another host when one does not answer, says so, and does not ask it again for a while", async () => {
    const { create, host, events, time } = fleet();
    host("d").down = true;
    expect(await create({ locationName })).toMatchObject({ hostName: "e" });
    const asked = host("d").calls.length;
    await create({ runId: "run-2", locationName });
    expect(host("d").calls).toHaveLength(asked);
    time.now += 31_000;
    await create({ runId: "run-3", locationName });
    expect(host("d").calls.length).toBeGreaterThan(asked);
    expect(events.every(({ level }) => level === "info")).toBe(true);
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

  test("never takes another host while a start has an unknown outcome", async () => {
    const { create, service, host } = fleet();
    const created = await create({ locationName });
    host("d").failures = { start: new HostUnreachableError("Docker host 'd' cannot be reached: reset.") };
    const start = { runId: "run-1", attempt: 0, ...created };
    await expect(service.start(start)).rejects.toMatchObject({ retryable: true });
    host("d").down = true;
    await expect(create({ locationName })).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
    expect(host("e").containers.size).toBe(0);
    host("d").down = false;
    host("d").failures = {};
    expect(await create({ locationName })).toMatchObject({ hostName: "d", existed: true });
  });
});
