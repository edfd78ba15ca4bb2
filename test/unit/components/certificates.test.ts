import fc from "fast-check";
import { expect, test } from "vitest";
import { renewalWindow } from "../../../components/certificateAuthority/renewalWindow.ts";
import { subjectAltNames } from "../../../components/certificateAuthority/subjectAltNames.ts";

const hour = 3_600_000;

test("a certificate made at any moment of a window is renewed with a third of its life left", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 3, max: 90_000 }), (now, validity) => {
      const window = renewalWindow(now, validity);
      const lastMoment = now + validity * hour * (2 / 3) + 1_000;
      expect(renewalWindow(lastMoment, validity)).toBeGreaterThan(window);
    }),
  );
});

test("within a window nothing is renewed", () => {
  const start = renewalWindow(0, 24);
  expect(renewalWindow(15 * hour, 24)).toBe(start);
  expect(renewalWindow(16 * hour, 24)).toBe(start + 1);
});

test("names and addresses are told apart, each once", () => {
  expect(subjectAltNames(["host-b", "10.0.1.2", "host-b", "fd00::2", "host-b.example.org"])).toEqual({
    dnsNames: ["host-b", "host-b.example.org"],
    ipAddresses: ["10.0.1.2", "fd00::2"],
  });
});
