import fc from "fast-check";
import { expect, test } from "vitest";
import { Changes } from "../../../../launcher/page/changes.ts";
import { client } from "./client.ts";

type State = Record<string, Map<string, unknown>>;

const { applied, nothing } = await client<{
  applied: (before: State, sections: object) => State;
  nothing: () => State;
}>("state.js");

const list = fc
  .uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "__proto__", "toString"), fc.nat(3)), {
    selector: ([key]) => key,
  })
  .map((entries) => new Map<string, unknown>(entries));
const versions = fc.array(fc.record({ hosts: list, runs: list }), { minLength: 1, maxLength: 8 });

test("a page that is sent any of the changes, and misses others, shows in the end what there is", () => {
  fc.assert(
    fc.property(versions, fc.array(fc.boolean()), (all, isSent) => {
      const changes = new Changes();
      let seen = 0;
      let state = nothing();
      for (const [at, sections] of all.entries()) {
        changes.update(sections);
        if (isSent[at] !== true && at < all.length - 1) continue;
        const change = changes.since(seen);
        // As it goes over the wire.
        if (change !== undefined) state = applied(state, JSON.parse(JSON.stringify(change)) as object);
        seen = changes.version;
      }
      const last = all.at(-1);
      expect([...(state["hosts"] ?? [])]).toEqual([...(last?.hosts ?? [])]);
      expect([...(state["runs"] ?? [])]).toEqual([...(last?.runs ?? [])]);
    }),
  );
});

test("what has not changed is not sent again", () => {
  const changes = new Changes();
  const one = { hosts: new Map([["a", { load: 1 }]]), runs: new Map() };
  changes.update(one);
  expect(changes.since(0)).toEqual({
    hosts: { keys: ["a"], items: { a: { load: 1 } } },
    runs: { keys: [], items: {} },
  });
  const before = changes.version;
  changes.update({ hosts: new Map([["a", { load: 1 }]]), runs: new Map() });
  expect(changes.since(before)).toBeUndefined();
  expect(changes.version).toBe(before);
  changes.update({ hosts: new Map([["a", { load: 2 }]]), runs: new Map() });
  expect(changes.since(before)).toEqual({ hosts: { items: { a: { load: 2 } } } });
});
