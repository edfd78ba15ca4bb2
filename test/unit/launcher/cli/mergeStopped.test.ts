import fc from "fast-check";
import { expect, test } from "vitest";
import { key, mergeStopped } from "../../../../launcher/cli/drain/mergeStopped.ts";

const stopped = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom("schedule", "sensor"),
    location: fc.constantFrom("etl", "analytics"),
    repository: fc.constant("__repository__"),
    name: fc.constantFrom("a", "b", "c"),
    declared: fc.boolean(),
  }),
  { selector: key },
);

test("loses nothing, adds nothing twice and changes nothing that was there", () => {
  fc.assert(
    fc.property(stopped, stopped, (before, running) => {
      const merged = mergeStopped(before, running);
      expect(merged.slice(0, before.length)).toEqual(before);
      expect(new Set(merged.map(key)).size).toBe(merged.length);
      expect(new Set(merged.map(key))).toEqual(new Set([...before, ...running].map(key)));
      expect(mergeStopped(merged, running)).toEqual(merged);
    }),
  );
});
