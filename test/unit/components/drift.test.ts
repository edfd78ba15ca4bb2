import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDaemonJson, type DaemonOptions } from "../../../components/dockerHost/daemonJson.ts";
import { adoptChanges, changedKeys } from "../../../components/dockerHost/drift.ts";
import { revision } from "../../../components/dockerHost/revision.ts";

const key = fc.constantFrom("dns", "debug", "log-opts", "labels", "mtu");
const scalar = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom("x", "y"));
const options = fc.dictionary(
  key,
  fc.oneof(scalar, fc.array(scalar), fc.dictionary(key, scalar)),
) as fc.Arbitrary<DaemonOptions>;
const text = (value: DaemonOptions): string => JSON.stringify(value);
const merged = (base: string, ours: DaemonOptions): string => mergeDaemonJson("h", base, ours);

test("changes by hand are named by their keys", () => {
  const written = '{"debug": true, "log-opts": {"max-size": "5m", "tag": "x"}, "mtu": 1400}';
  const current = '{"debug": true, "log-opts": {"max-size": "9m", "tag": "x"}, "dns": ["10.0.0.1"]}';
  expect(changedKeys(written, current)).toEqual(["dns", "log-opts.max-size", "mtu"]);
  expect(changedKeys(written, written)).toEqual([]);
  expect(changedKeys(written, "")).toEqual(["debug", "log-opts", "mtu"]);
  expect(changedKeys(written, "{broken")).toEqual(["debug", "log-opts", "mtu"]);
  expect(changedKeys("", "{}")).toEqual([]);
});

test("what somebody changed in keys that are not ours stays; ours are put right", () => {
  const ours = { debug: true, "log-opts": { "max-size": "5m" } };
  const written = merged('{"mtu": 1400}', ours);
  const current =
    '{"mtu": 1500, "debug": false, "log-opts": {"max-size": "9m", "tag": "x"}, "dns": ["10.0.0.1"]}';
  const base = adoptChanges('{"mtu": 1400}', { written, current }, ours);
  expect(JSON.parse(base)).toEqual({ mtu: 1500, dns: ["10.0.0.1"], "log-opts": { tag: "x" } });
  expect(JSON.parse(merged(base, ours))).toEqual({
    mtu: 1500,
    debug: true,
    dns: ["10.0.0.1"],
    "log-opts": { "max-size": "5m", tag: "x" },
  });
});

test("without changes by hand the text before us stays as it is, to the byte", () => {
  fc.assert(
    fc.property(options, options, (base, ours) => {
      const original = ` ${text(base)}`;
      const written = merged(original, ours);
      expect(adoptChanges(original, { written, current: written }, ours)).toBe(original);
      for (const current of ["", "{broken"]) {
        expect(adoptChanges(original, { written, current }, ours)).toBe(original);
      }
    }),
  );
});

test("after one up a change by hand is settled: the next one finds nothing to do", () => {
  fc.assert(
    fc.property(options, options, options, (base, ours, edited) => {
      const original = text(base);
      const once = adoptChanges(original, { written: merged(original, ours), current: text(edited) }, ours);
      const written = merged(once, ours);
      expect(adoptChanges(once, { written, current: written }, ours)).toBe(once);
      expect(changedKeys(written, written)).toEqual([]);
    }),
  );
});

test("keys that we do not set are, after an up, as somebody left them", () => {
  fc.assert(
    fc.property(options, options, options, (base, ours, edited) => {
      const original = text(base);
      const adopted = adoptChanges(
        original,
        { written: merged(original, ours), current: text(edited) },
        ours,
      );
      const after = JSON.parse(merged(adopted, ours)) as DaemonOptions;
      for (const name of ["dns", "debug", "log-opts", "labels", "mtu"]) {
        if (!(name in ours)) expect(after[name]).toEqual(edited[name]);
      }
    }),
  );
});

const facts = {
  daemonJson: "",
  execStart: "",
  clockAhead: 0,
  listeners: "",
  written: '{"a": 1}',
  current: '{"a": 1}',
};
const now = Date.parse("2026-11-21T10:00:00.123Z");

test("a server that is as we left it keeps its revision; any other gets a new one", () => {
  expect(revision({ ...facts, revision: "r1" }, now)).toBe("r1");
  expect(revision({ ...facts, revision: "" }, now)).toBe("2026-11-21T10:00:00Z");
  expect(revision({ ...facts, revision: "r1", current: '{"a": 2}' }, now)).toBe(
    "2026-11-21T10:00:00Z daemon.json was edited: a",
  );
});
