import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContainerEvent } from "../../../../launcher/docker/port.ts";
import { ContainerTable } from "../../../../launcher/watch/containerTable.ts";
import type { KnownContainer } from "../../../../launcher/watch/containerTable.ts";

function container(id: string, status: KnownContainer["status"] = "running"): KnownContainer {
  return { id, name: `name-${id}`, image: "app:1", labels: { k: id }, status, createdAt: "2026-01-01" };
}

function event(id: string, action: string, exitCode?: number): ContainerEvent {
  const { name, image, labels } = container(id);
  return { id, name, image, labels, action, at: "1.0", ...(exitCode === undefined ? {} : { exitCode }) };
}

function tableOf(...containers: KnownContainer[]): ContainerTable {
  const table = new ContainerTable();
  table.reconcile()(containers);
  return table;
}

describe("the table of a host's containers", () => {
  test("follows a container from its creation to its removal", () => {
    const table = new ContainerTable();
    const states = ["create", "start", "pause", "unpause", "exec_create: sh", "die"].map((action) => {
      table.apply(event("a", action, 1));
      return `${table.get("a")?.status ?? ""} ${table.busy}`;
    });
    expect(states).toEqual(["created 0", "running 1", "paused 1", "running 1", "running 1", "exited 0"]);
    expect(table.byName("name-a")?.id).toBe("a");
    table.apply(event("a", "destroy"));
    expect([table.get("a"), table.byName("name-a"), table.all()]).toEqual([undefined, undefined, []]);
  });

  test("follows a new name", () => {
    const table = tableOf(container("a"));
    table.apply({ ...event("a", "rename"), name: "other" });
    expect([table.byName("name-a"), table.byName("other")?.status]).toEqual([undefined, "running"]);
  });

  test.each([
    [["die", 0], "ok"],
    [["die", 137], "error"],
    [["destroy", undefined], "removed"],
    [["pause", undefined], undefined],
  ] as const)("tells that a container ended by %j: %s", ([action, exitCode], cause) => {
    expect(tableOf(container("a")).apply(event("a", action, exitCode))).toBe(cause);
  });

  test("tells that a container ran out of memory, once, and not that an ended one was removed", () => {
    const table = tableOf(container("a"));
    expect(["oom", "die", "destroy"].map((action) => table.apply(event("a", action, 137)))).toEqual([
      undefined,
      "oom",
      undefined,
    ]);
  });

  test("believes an event more than a list that was asked for before it", () => {
    const table = tableOf(container("a"), container("b"));
    const compare = table.reconcile();
    table.apply(event("a", "die", 1));
    table.apply(event("c", "start"));
    table.apply(event("b", "destroy"));
    compare([container("a"), container("b")]);
    expect(table.all().map(({ id, status }) => `${id} ${status}`)).toEqual(["a exited", "c running"]);
  });

  test("keeps what the launcher did until the engine's own word comes", () => {
    const table = new ContainerTable();
    table.created(container("a"));
    table.started("a");
    expect(table.get("a")?.status).toBe("running");
    table.apply(event("a", "die", 0));
    table.created(container("a"));
    table.started("a");
    expect(table.get("a")?.status).toBe("exited");
    table.started("unknown");
    expect(table.get("unknown")).toBeUndefined();
  });

  test("is not set back by the event of a creation that comes late", () => {
    const table = new ContainerTable();
    table.created({ ...container("a"), createdAt: "" });
    table.started("a");
    table.renamed("a", "dagster-run-1-0");
    table.apply(event("a", "create"));
    expect(table.get("a")).toMatchObject({ status: "running", name: "dagster-run-1-0" });
    expect(table.get("a")?.createdAt).toBe("1970-01-01T00:00:01.000Z");
    expect(table.busy).toBe(1);
  });

  test("is what the list says, whatever was before, and forgets how a removed container ended", () => {
    const status = fc.constantFrom("created", "running", "exited", "paused") as fc.Arbitrary<
      KnownContainer["status"]
    >;
    const list = fc
      .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), status), { selector: ([id]) => id })
      .map((pairs) => pairs.map(([id, one]) => container(id, one)));
    fc.assert(
      fc.property(list, list, (before, after) => {
        const table = tableOf(...before);
        for (const { id } of before) table.rememberEnd({ id } as never);
        table.reconcile()(after);
        const byId = (one: KnownContainer, other: KnownContainer): number => one.id.localeCompare(other.id);
        expect(table.all().toSorted(byId)).toEqual(after.toSorted(byId));
        const ended = new Set(after.filter((one) => one.status === "exited").map(({ id }) => id));
        for (const { id } of before) expect(table.end(id) !== undefined).toBe(ended.has(id));
      }),
    );
  });
});
