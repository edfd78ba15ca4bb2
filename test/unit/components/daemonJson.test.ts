import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDaemonJson, type DaemonOptions } from "../../../components/dockerHost/daemonJson.ts";

const key = fc.stringMatching(/^[a-z-]{1,8}$/);
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const options = fc.dictionary(
  key,
  fc.oneof(scalar, fc.array(scalar), fc.dictionary(key, scalar)),
) as fc.Arbitrary<DaemonOptions>;

const merged = (existing: DaemonOptions, wanted: DaemonOptions): DaemonOptions =>
  JSON.parse(mergeDaemonJson("host-b", JSON.stringify(existing), wanted)) as DaemonOptions;

test("merging twice changes nothing", () => {
  fc.assert(
    fc.property(options, options, (existing, wanted) => {
      const once = mergeDaemonJson("host-b", JSON.stringify(existing), wanted);
      expect(mergeDaemonJson("host-b", once, wanted)).toBe(once);
    }),
  );
});

test("keys that we do not set keep their values", () => {
  fc.assert(
    fc.property(options, options, (existing, wanted) => {
      const result = merged(existing, wanted);
      for (const name of Object.keys(existing).filter((name) => !(name in wanted))) {
        expect(result[name]).toEqual(existing[name]);
      }
    }),
  );
});

test("scalars that we set win", () => {
  fc.assert(
    fc.property(options, fc.dictionary(key, scalar), (existing, wanted) => {
      expect(merged(existing, wanted as DaemonOptions)).toMatchObject(wanted);
    }),
  );
});

test("lists are joined, each entry once; objects are merged", () => {
  const existing = { dns: ["10.0.0.1"], "log-opts": { "max-size": "5m" } };
  const wanted = { dns: ["10.0.0.1", "10.0.0.2"], "log-opts": { "max-file": "3" } };
  expect(merged(existing, wanted)).toEqual({
    dns: ["10.0.0.1", "10.0.0.2"],
    "log-opts": { "max-size": "5m", "max-file": "3" },
  });
});

test("no file is an empty configuration", () => {
  expect(JSON.parse(mergeDaemonJson("host-b", "", { "live-restore": true }))).toEqual({
    "live-restore": true,
  });
});

test.each(["{broken", "[]", '"text"', "null"])(
  "what is no JSON object is refused with the host's name: %s",
  (text) => {
    expect(() => mergeDaemonJson("host-b", text, {})).toThrow(/DAEMON_JSON_INVALID: host host-b/);
  },
);

test("somebody else's certificates are not replaced", () => {
  const existing = '{"tlscacert": "/etc/ssl/corporate.pem"}';
  expect(() => mergeDaemonJson("host-b", existing, { tlscacert: "/ours.pem" })).toThrow(
    /DAEMON_JSON_CONFLICT: host host-b: .*tlscacert.*access: ssh/,
  );
});
